import type { LoginErrorCode } from '../errors.ts'

/**
 * ZITADEL's error ids (contract 2.6, 3.7, 4.4, 5.3, 6.2) and what each means to us. Matched by id, never by text: texts follow the
 * instance's language (contract 11.1).
 */
export const errorIds: Readonly<Record<string, LoginErrorCode>> = {
  // contract 3.7: one public face for all of them (CRED-9)
  'QUERY-Dfbg2': 'CREDENTIALS_REJECTED',
  'SESSION-Gj4ko': 'CREDENTIALS_REJECTED',
  'COMMAND-3M0fs': 'CREDENTIALS_REJECTED',
  'COMMAND-JLK35': 'CREDENTIALS_REJECTED',
  'COMMAND-SFA3t': 'CREDENTIALS_REJECTED',
  'COMMAND-3nJ4t': 'CREDENTIALS_REJECTED',
  'COMMAND-3n77z': 'CREDENTIALS_REJECTED',
  // second factor
  'EVENT-8isk2': 'CODE_REJECTED',
  'COMMAND-3Mif9s': 'CODE_REJECTED',
  'COMMAND-SF3fg': 'CODE_REJECTED',
  // the ZITADEL session
  'COMMAND-Hewfq': 'SESSION_ENDED',
  'COMMAND-Hkl3d': 'SESSION_ENDED',
  'COMMAND-Flk38': 'SESSION_ENDED',
  'QUERY-SFeaa': 'SESSION_ENDED',
  'COMMAND-sGr42': 'RENEWAL_COLLISION',
  // binding
  'QUERY-Thee9': 'BINDING_REFUSED',
  'COMMAND-jae5P': 'BINDING_REFUSED',
  'COMMAND-Sx208nt': 'BINDING_REFUSED',
  'COMMAND-Sx202nt': 'BINDING_REFUSED',
  'COMMAND-SFwd2': 'BINDING_REFUSED',
  'QUERY-4tq8wCTCgf': 'BINDING_REFUSED',
  'OIDC-foSyH49RvL': 'ACCESS_REFUSED',
  'COMMAND-59ljd': 'ACCESS_REFUSED',
  // set-up of the login client: never the user's fault (contract 2.6 no. 9)
  'AUTHZ-cdgFk': 'LOGIN_CLIENT_UNPRIVILEGED',
  'AUTH-AWfge': 'LOGIN_CLIENT_UNPRIVILEGED',
  'AUTH-5mWD2': 'LOGIN_CLIENT_UNPRIVILEGED',
  'AUTH-7fs1e': 'LOGIN_CLIENT_REJECTED',
  'AUTH-toLo1': 'LOGIN_CLIENT_REJECTED',
  // token endpoint, by the ids that its descriptions may carry (contract 6.2)
  'OIDC-ahLi2': 'TOKEN_REFUSED',
  'COMMAND-Iung5': 'TOKEN_REFUSED',
  'OIDCS-kj3g2': 'TOKEN_REFUSED',
}
