import type { Area, BrokenRule } from './broken-rule.ts'

const src = 'packages/login/src'
const test = 'packages/login/test'

const rowsOf =
  (nearest: readonly string[]) =>
  (
    file: string,
    rows: readonly (readonly [name: string, find: string, replace: string])[],
  ): readonly BrokenRule[] =>
    rows.map(([name, find, replace]) => ({ name, file: `${src}/${file}`, find, replace, nearest }))

const recovery = rowsOf([`${test}/recovery`])
const logout = rowsOf([`${test}/logout-token`])
const events = rowsOf([`${test}/events`])

/** What happens to logins that nobody finishes, to logout tokens, and to an issuer that asks to be left alone. */
export const engine: Area = {
  name: 'engine',
  tests: [
    `${test}/recovery`,
    `${test}/logout-token`,
    `${test}/events`,
    `${test}/attempts`,
    `${test}/totp-login`,
  ],
  rules: [
    ...recovery('attempt.ts', [
      [
        'a login that finished is undone',
        "if (progress === 'finished') return null",
        'if (false) return null',
      ],
      [
        'an attempt that made nothing is kept and looked for (OPS-3)',
        'residue.sessionId === null && residue.authorizationId === null ? null : expiresAt',
        'expiresAt',
      ],
      [
        'an attempt that waits for a second factor is forgotten',
        'return residue.sessionId === null && residue.authorizationId === null ? null : expiresAt',
        'return null',
      ],
      [
        'a session whose creation goes on is not looked for',
        "progress === 'given' || progress === 'authenticated'",
        'progress !== progress',
      ],
    ]),
    ...recovery('attempts.ts', [
      [
        'the store drops what must be undone',
        'expiresAt: outer.expiresAt + undoWithinMs',
        'expiresAt: outer.expiresAt',
      ],
      [
        'an attempt that is being undone is gone on with',
        "if (record.outer.progress === 'ended') throw",
        'if (false) throw',
      ],
      [
        'two processes undo the same attempt',
        "records.replaceOuter(due, withOuter({ ...due.outer, progress: 'ended', heldUntil })),",
        'Promise.resolve(due),',
      ],
    ]),
    ...recovery('undo.ts', [
      [
        'an attempt is undone before it is written down that it has ended',
        'const [closing] = await Promise.allSettled([close(open, left)])\n    const isUndone = await undoAll(open, left)',
        'const isUndone = await undoAll(open, left)\n    const [closing] = await Promise.allSettled([Promise.resolve(open)])',
      ],
      [
        'what could not be undone is forgotten',
        'closed !== undefined && isUndone && !mayStillAppear(open.attempt)',
        'closed !== undefined && !mayStillAppear(open.attempt)',
      ],
      [
        'a session that may still appear is forgotten',
        'isUndone && !mayStillAppear(open.attempt)',
        'isUndone',
      ],
      [
        'an expired attempt is left as it is',
        "if (!isWorkedOn && attempt.progress !== 'finished') await giveUp(open, {})",
        '',
      ],
      ['an expired attempt is opened', 'if (attempt.expiresAt > now()) return open', 'return open'],
    ]),
    ...recovery('undo-residue.ts', [
      ['the known session is left', 'sessionId === null ? [] : [end(sessionId)]', 'true ? [] : []'],
      ['lost sessions are not searched for', 'search ? await driver.findSessions(residue) : []', '[]'],
      ['the authorization is left', ', driver.refuse(residue))', ')'],
    ]),
    ...recovery('recover.ts', [
      [
        'attempts that are not due are undone',
        '.filter(({ outer }) => (dueAt(outer) ?? Number.POSITIVE_INFINITY) <= now())',
        '',
      ],
      ['what could not be undone is not tried again', 'await attempts.end(ended, now())', ''],
      ['what was undone stays', 'await attempts.remove(ended)', ''],
      [
        'an outage is waited for once for each attempt',
        'report.isCutShort = isOutage(error)',
        'report.isCutShort = false',
      ],
      ['what was not tried in an outage is forgotten', 'if (!report.isCutShort) from', 'from'],
      ['everything is looked at again at each call', 'from = Math.max(from, next)', ''],
    ]),
    ...recovery('work-on-attempt.ts', [
      [
        'an attempt goes on beside a session that may have been made',
        "isLoginError(error, 'CREDENTIALS_REJECTED', 'CODE_REJECTED', 'CODE_LIMIT', 'ISSUER_BUSY') ||",
        'true ||',
      ],
      ['a login finishes after its time', 'if (attempt.expiresAt <= deps.now()) throw', 'if (false) throw'],
    ]),
    ...recovery('zitadel/zitadel-driver.ts', [
      [
        'an authorization that is over already is undone for ever',
        "if (!isLoginError(error, 'BINDING_REFUSED')) throw error",
        'throw error',
      ],
    ]),
    ...logout('validate/logout-token.ts', [
      ['a logout token with a nonce is taken (BCL-3)', "if ('nonce' in claims) throw", 'if (false) throw'],
      [
        'a token without the event is taken (BCL-3)',
        "if (!isLogout(claims['events'])) throw",
        'if (false) throw',
      ],
      ['a second event is overlooked (BCL-3)', 'Object.keys(events).length === 1 &&', ''],
      [
        'an event that is no object is taken (BCL-3)',
        'isJsonObject(events[logoutEvent])',
        'logoutEvent in events',
      ],
      [
        'a token that names nobody is taken (BCL-3)',
        'subject === null && zitadelSessionId === null',
        'false',
      ],
      ['a token without a jti is taken (BCL-4)', 'tokenId === null', 'false'],
      ['a token of another issuer is taken (BCL-2)', 'issuer: [...issuers],', ''],
      ['a token for another client is taken (BCL-2)', 'audience: clientId,', ''],
      ['an expired token is taken (BCL-2)', 'if (exp <= nowSeconds) throw', 'if (false) throw'],
      [
        'a token from the future is taken (BCL-2)',
        'if (iat > nowSeconds + skewSeconds) throw',
        'if (false) throw',
      ],
      ['a token may live for a day (BCL-4)', 'exp - iat > maxSeconds', 'false'],
      [
        'any type is taken (BCL-5)',
        'if (!typesOf[type].includes(mediaTypeOf(protectedHeader.typ))) throw',
        'if (false) throw',
      ],
      [
        'a JWT is taken where only logout+jwt may be (BCL-5)',
        "'logout+jwt': ['logout+jwt'],",
        "'logout+jwt': ['logout+jwt', 'jwt', ''],",
      ],
      ['an endless identifier is taken', ' || value.length > maxIdLength', ''],
    ]),
    ...logout('zitadel/jwks.ts', [
      [
        'tokens from anybody use up the fetch of logins (JOSE-3)',
        '  return () => {\n    let missedAt = Number.NEGATIVE_INFINITY\n',
        '  let missedAt = Number.NEGATIVE_INFINITY\n  return () => {\n',
      ],
      ['every unknown kid causes a fetch (JOSE-3)', ' || deps.now() - missedAt < cooldownMs', ''],
    ]),
    ...events('zitadel/issuer-pace.ts', [
      ['a 429 stops nothing', 'if (isBusy && pause !== undefined) restUntil', 'if (false) restUntil'],
      ['a 429 without a time stops nothing', 'isBusy ? defaultSeconds : undefined', 'undefined'],
      [
        'a proxy closes the door for a day',
        'Math.min(Math.max(Math.ceil(seconds), 1), maxSeconds)',
        'Math.max(Math.ceil(seconds), 1)',
      ],
      ['a clock that went back closes the door', ' || leftMs > maxSeconds * 1000', ''],
    ]),
    ...events('work-on-attempt.ts', [
      [
        'a new login is begun at a busy issuer',
        'if (open.attempt.subject === null) deps.driver.checkPace()',
        '',
      ],
      ['a login under way is stopped by a 429', 'if (open.attempt.subject === null) deps', 'deps'],
    ]),
    ...events('zitadel/operation-name.ts', [
      ['an event names a user', 'users|sessions|auth_requests', 'sessions|auth_requests'],
    ]),
    ...events('zitadel/deprecations.ts', [
      ['an announcement is told at every call', 'last !== undefined && now() - last < quietMs', 'false'],
    ]),
  ],
}
