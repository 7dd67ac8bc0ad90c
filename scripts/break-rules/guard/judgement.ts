import { inGuard } from './in-guard.ts'

/** What makes a token good, whoever says so. */
export const ofJudgement = [
  ...inGuard(
    'judgement/pick-issuer.ts',
    ['modes'],
    [
      [
        "a token's iss is not looked at (AT-3)",
        "jwt === null ? issuers[0] : byName.get(typeof named === 'string' ? named : '')",
        'issuers[0]',
      ],
      ['an opaque token is judged by a signature', 'if (!isJwt)\n      return', 'if (false)\n      return'],
    ],
  ),
  ...inGuard(
    'judgement/judge-token.ts',
    ['modes', 'eviction'],
    [
      [
        'a fresh route is answered from memory (AT-8)',
        'fresh: undefined, cached: asked',
        'fresh: asked, cached: asked',
      ],
      ['what was verified offline serves cached routes (AT-8)', 'offline: verified }', 'offline: asked }'],
      [
        "another process's answer is not judged (INTRO-3)",
        'const verdict = judgeClaims(answer.token, issuer, settings, now())',
        'const verdict = judgeClaims(answer.token, { ...issuer, audience: null }, settings, now())',
      ],
      [
        "another process's answer is used past its age (INTRO-4)",
        'now() < answer.askedAt + maxAgeMs',
        'true',
      ],
      ['an end that was not shared is called done', 'if (!isKnown) throw', 'if (false) throw'],
      ['other processes are not told of an end', 'await shared.end(subject)', 'true'],
    ],
  ),
  ...inGuard(
    'judgement/judge-claims.ts',
    ['introspection', 'jwt'],
    [
      ['a token of another issuer is taken (AT-3)', 'iss === undefined || iss === issuer', 'true'],
      ['a token for others is taken (AT-3)', 'audience === null || aud.includes(audience)', 'true'],
      ['a token that is over is taken (AT-3)', 'exp !== undefined && at >= exp * 1000', 'false'],
      [
        'a token has its end with tolerance (JOSE-5)',
        'at >= exp * 1000',
        'at >= exp * 1000 + clockToleranceSeconds * 1000',
      ],
      [
        'a token that has not begun is taken (JOSE-5)',
        '(nbf ?? 0) * 1000 <= latestStart && (iat ?? 0) * 1000 <= latestStart',
        'true',
      ],
      ['a token without an end is taken', 'if (exp === undefined)', 'if (false as boolean)'],
      [
        'a token without a subject is taken',
        "subject === undefined || subject === ''",
        'subject === undefined',
      ],
      ['a bound token counts as a bearer token (DPOP-6)', 'return { jkt, certificate }', 'return null'],
      ['a binding that is not understood is overlooked', 'Object.keys(others).length > 0 ||', ''],
      ['a token of an unknown type is taken', "kind !== 'bearer' && kind !== 'dpop'", 'false'],
    ],
  ),
]
