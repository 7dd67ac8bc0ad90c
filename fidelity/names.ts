/**
 * What the tables call things: the hosts, what set-up made, and who there is.
 */

/** The host under which the recorded ZITADEL was reached; its issuer follows it. */
export const publicHost = 'localhost:8080'
export const issuer = `http://${publicHost}`

/** The redirect URI of every application that set-up makes. Nobody listens there. */
export const callback = 'http://localhost:9090/callback'

/** The password of every user that has one. */
export const password = 'Passw0rd!lab'
export const wrongPassword = 'Wrong1!xx'

/** The scope that puts ZITADEL itself into a token's audience (contract 2.1). */
export const zitadelAudience = 'urn:zitadel:iam:org:project:id:zitadel:aud'

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export function loginNameOf(user: string): string {
  return `${user}@lab.example`
}

export function emailOf(user: string): string {
  return `${user}@mail.example`
}

/** Client id of an OIDC application, once set-up has made it. */
export function clientIdOf(application: string): string {
  return `{${application}.oidcConfiguration.clientId}`
}

/** Key files as ZITADEL gave them out, in base64. */
export const keys = {
  login: '{loginKey.keyContent}',
  webjwt: '{webjwtKey.keyDetails}',
  apijwt: '{apijwtKey.keyDetails}',
} as const
