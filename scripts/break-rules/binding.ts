import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/login/src'
const test = 'packages/login/test'

const { rowsOf } = inFolder(src)

/** The named rules of binding: what is read back, what is bound, what a callback and a token must be, what happens only once. */
export const binding: Area = {
  name: 'binding',
  tests: [
    `${test}/forged-answers`,
    `${test}/attempts`,
    `${test}/totp-login`,
    `${test}/policy`,
    `${test}/renewal`,
    `${test}/same-face`,
    `${src}/dispatch`,
    `${src}/one-time-codes`,
    `${src}/validate/`,
  ],
  rules: [
    ...rowsOf('zitadel/check-auth-request.ts', [
      ['an auth request with another id is bound (AUTHZ-7)', 'request.id !== sent.id', 'false'],
      [
        'an auth request of another client is bound (AUTHZ-7)',
        'request.clientId !== settings.application.clientId',
        'false',
      ],
      [
        'an auth request with another redirect URI is bound (AUTHZ-7)',
        'request.redirectUri !== settings.redirectUri',
        'false',
      ],
      [
        'an auth request without our tag is bound (AUTHZ-7)',
        '!isSameSecret(request.loginHint, sent.tag)',
        'false',
      ],
      ['scopes that were not sent are bound (AUTHZ-7)', 'foreign.length > 0', 'false'],
      ['a request without openid is bound (AUTHZ-7)', "!request.scopes.includes('openid')", 'false'],
    ]),
    ...rowsOf('zitadel/bind.ts', [
      [
        'a callback with another state is taken',
        'state: sent.state,',
        "state: new URL(callbackUrl).searchParams.get('state') ?? '',",
      ],
      [
        'a callback to another address is taken',
        'redirectUri: settings.redirectUri,',
        "redirectUri: callbackUrl.split('?')[0] ?? '',",
      ],
    ]),
    ...rowsOf('zitadel/authorization.ts', [
      [
        'the auth request is not read back (AUTHZ-7)',
        'checkAuthRequest(await deps.authRequests.read(sent.id), sent, deps.settings)',
        '',
      ],
      [
        "another's auth request is refused in our name (AUTHZ-7)",
        "if (!isLoginError(error, 'BINDING_REFUSED'))",
        'if (true)',
      ],
      [
        'a redirect to another origin is believed (AUTHZ-6)',
        "!origins.includes(url.origin) || url.username !== '' || url.password !== ''",
        'false',
      ],
      ['a redirect with two requests is believed (AUTHZ-6)', ' || ids.length !== 1', ''],
      ['an id of another form is believed (AUTHZ-6)', ' || !/^V2_\\d+$/.test(id)', ''],
    ]),
    ...rowsOf('zitadel/accept.ts', [
      [
        'tokens are not compared with the proven session (ONE-BINDING)',
        'checkProven(valid.claims, sufficient)',
        '',
      ],
      ['a refresh token that was not asked for is kept', 'refreshToken !== null', 'false'],
    ]),
    ...rowsOf('zitadel/token-endpoint.ts', [
      ['userinfo of another subject is used (CODE-3)', 'claims.sub !== subject', 'false'],
    ]),
    ...rowsOf('validate/id-token.ts', [
      ['a token without the project is taken (IDT-2)', '!claims.aud.includes(expected.projectId)', 'false'],
      ["a sibling's token is taken (IDT-3)", 'claims.azp !== expected.clientId', 'false'],
      [
        'a token with another nonce is taken (IDT-5)',
        'claims.nonce === undefined || !isSameSecret(claims.nonce, expected.nonce)',
        'false',
      ],
      ['a token for another access token is taken (CODE-3)', 'claims.at_hash === undefined ||', 'false &&'],
      ['a token of another issuer is taken (IDT-1)', 'issuer: expected.issuer,', ''],
      ['a token for others is taken (IDT-2)', 'audience: expected.clientId,', ''],
      ['a token of long ago is taken', 'maxTokenAge: maxAgeSeconds,', ''],
      ['a token of another type is taken (JOSE-4)', "typ: 'JWT',", ''],
    ]),
    ...rowsOf('validate/proven.ts', [
      ['tokens of another user are taken (ONE-BINDING)', 'claims.sub !== session.userId', 'false'],
      ['tokens of another session are taken (ONE-BINDING)', 'claims.sid !== session.sessionId', 'false'],
      [
        'tokens with another auth_time are taken (AUTHZ-10)',
        'authTime === undefined || !isLatestOf(session.factors, authTime * 1000)',
        'false',
      ],
      [
        'tokens that do not show what was proven are taken (AUTHZ-10)',
        '!amrOf(session.factors).every((value) => amr?.includes(value) === true)',
        'false',
      ],
    ]),
    ...rowsOf('dispatch.ts', [
      [
        'an attempt that needs something goes on to the binding (NO-TOKEN-EARLY)',
        'isFirstThree || needs.length === 0',
        'true',
      ],
    ]),
    ...rowsOf('steps/exchange-code.ts', [
      [
        'facts that changed beside the exchange are ignored (NO-TOKEN-EARLY)',
        'if (verdict.sufficient === null) throw insufficient(verdict.judgement)\n    work.sufficient = verdict.sufficient',
        'work.sufficient = verdict.sufficient ?? work.sufficient',
      ],
    ]),
    ...rowsOf('steps/begin-authorization.ts', [
      ['a user that only the read-back knows to be gone shows (CRED-9)', 'isUnproven(judgement)', 'false'],
    ]),
    ...rowsOf('attempts.ts', [
      [
        'the two halves of a handle are not compared (AUTHZ-8)',
        '!isSameSecret(attempt, record.inner.attempt)',
        'false',
      ],
    ]),
    ...rowsOf('work-on-attempt.ts', [
      [
        'a finished attempt takes another proof (CRED-7)',
        "if (attempt.progress === 'finished') throw",
        'if (false) throw',
      ],
      ['an attempt takes proofs without end', 'attempt.proofs >= deps.maxProofs', 'false'],
      [
        'a proof that is not needed is taken (CRED-7)',
        '!attempt.needs.some(({ methods }) => methods?.includes(method) === true)',
        'false',
      ],
      [
        'a failed login leaves what it made',
        'else await undo.giveUp(open, work)',
        'else await undo.letGo(open)',
      ],
    ]),
    ...rowsOf('undo.ts', [
      [
        'two requests work on one attempt (CODE-5)',
        "if ((open.attempt.heldUntil ?? 0) > now()) throw new LoginError('ATTEMPT_CONFLICT')",
        'return',
      ],
      ['thrown-away tokens live on', 'tokens === undefined ? Promise.resolve()', 'true ? Promise.resolve()'],
    ]),
    ...rowsOf('one-time-codes.ts', [
      ['a code is taken twice (CRED-10)', "if (!written) return 'used_before'", 'void written'],
      [
        'a spent code is fresh again when the deployment key is rotated (CRED-10, KEY-3)',
        'deps.deploymentKeys.toSorted(',
        'deps.deploymentKeys.slice(0, 1).toSorted(',
      ],
    ]),
    ...rowsOf('renew.ts', [
      [
        "a renewal ignores today's policy (POLICY-NOW)",
        "'LOGIN_INSUFFICIENT', 'TOKEN_REJECTED', 'ACCESS_REFUSED'",
        "'TOKEN_REJECTED', 'ACCESS_REFUSED'",
      ],
    ]),
  ],
}
