import { inGuard } from './in-guard.ts'

/** What a route asks for beyond a good token. */
export const ofDemands = [
  ...inGuard(
    'demands/step-up.ts',
    ['demands'],
    [
      [
        'a token that does not say when its user logged in is new (STEP-2)',
        'authTime !== null && at <= authTime',
        'authTime === null || at <= authTime',
      ],
      ['one of several methods is enough', 'methods.every((method)', 'methods.some((method)'],
    ],
  ),
  ...inGuard(
    'demands/demands.ts',
    ['demands', 'guard'],
    [
      [
        'a machine passes as a user (AT-5)',
        'authTime !== null && client !== null && client !== subject',
        'client !== null',
      ],
      [
        'a caller of another organization is let in (AT-9)',
        'organization !== null && id !== null && organization.id === id',
        'organization !== null',
      ],
      [
        'anything truthy is permission',
        '(await predicate(principal, request)) === true',
        'await predicate(principal, request)',
      ],
      [
        'one of several scopes is enough (AT-4)',
        'if (missing.length === 0) return null',
        'if (missing.length < scopes.length) return null',
      ],
    ],
  ),
]
