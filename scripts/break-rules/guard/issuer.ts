import { inGuard } from './in-guard.ts'

/** How the issuer is called, and when it is left alone. */
export const ofTheIssuer = [
  ...inGuard(
    'issuer/ask.ts',
    ['introspection'],
    [
      ['a redirect carries the token elsewhere', "redirect: 'manual',", "redirect: 'follow',"],
      ['an issuer that keeps silent is waited for', 'signal: AbortSignal.timeout(timeoutMs),', ''],
      ['an answer of any size is read', 'if (length > maxBytes)', 'if (false)'],
    ],
  ),
  ...inGuard(
    'issuer/breaker.ts',
    ['breaker'],
    [
      ['a failing issuer is asked for every token', 'inARow >= failures', 'false'],
      [
        'all who wait ask at once when the pause is over',
        'openUntil = now() + openSeconds * 1000\n    }\n    try',
        '}\n    try',
      ],
    ],
  ),
]
