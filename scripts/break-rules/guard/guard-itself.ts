import { inGuard } from './in-guard.ts'

/** What the guard itself decides: credentials, routes, refusals, options. */
export const ofTheGuard = [
  ...inGuard(
    'credentials.ts',
    ['adapters'],
    [
      [
        'two tokens in one request are not told from a broken one (AT-6)',
        "return header.includes(',')",
        'return false',
      ],
      [
        'a token in the query beside one in the header is overlooked (AT-6)',
        'if (inQuery)\n    return',
        'if (false)\n    return',
      ],
      [
        'a token of any length is read (JOSE-5)',
        'header.length > scheme.length + 1 + rules.maxTokenLength',
        'false',
      ],
    ],
  ),
  ...inGuard(
    'guard.ts',
    ['dpop', 'guard'],
    [
      [
        'an unbound token is taken where bound ones are required',
        'dpop?.required === true && (binding?.jkt ?? null) === null',
        'false',
      ],
      [
        'the sender of a bound token is not checked (DPOP-6)',
        'if (problem !== null) return no({ ...problem, subject }, source)',
        '',
      ],
      [
        'bad credentials make a stranger',
        "request.headers.get('authorization') === null",
        "!request.headers.get('authorization')",
      ],
      [
        'a rule that nobody can meet is taken',
        'function route(rule: Rule): RouteGuard {\n    checkRule(rule, settings)',
        'function route(rule: Rule): RouteGuard {',
      ],
    ],
  ),
  ...inGuard(
    'refusal.ts',
    ['resource-metadata', 'adapters', 'guard'],
    [
      [
        'a caller without credentials gets an error code (AT-7)',
        'TOKEN_MISSING: null,',
        "TOKEN_MISSING: 'invalid_token',",
      ],
      [
        'the challenge does not say where the metadata lie (PRM-3)',
        '{ resource_metadata: resourceMetadata }',
        '{}',
      ],
    ],
  ),
  ...inGuard(
    'settings.ts',
    ['modes', 'guard'],
    [
      [
        'judging offline is what happens without introspection',
        "one.introspection === undefined && one.mode !== 'offline'",
        'false',
      ],
      [
        'an audience that is not said is none',
        'audience: v.nullable(text)',
        'audience: v.optional(v.nullable(text), null)',
      ],
    ],
  ),
]
