import { inGuard } from './in-guard.ts'

/** What is remembered, for how long and by whom. */
export const ofTheCache = [
  ...inGuard(
    'cache/verdicts.ts',
    ['cache', 'eviction', 'modes', 'breaker'],
    [
      [
        'an answer is used past the end of the token (INTRO-4)',
        'Math.min(freshUntil + staleWhileUnreachableSeconds * 1000, expiresAt)',
        'freshUntil + staleWhileUnreachableSeconds * 1000',
      ],
      [
        'an answer to a question from before the end of a login is kept',
        'isOvertaken || forgotten.has(verdict.principal.subject)',
        'isOvertaken',
      ],
      ['whoever comes after the end of a login waits for an answer from before', 'pending.clear()', ''],
      [
        'a forgotten subject is remembered',
        'accepted.deleteWhere(({ verdict }) => verdict.accepted && verdict.principal.subject === subject)',
        '',
      ],
      ['an old answer is used although the issuer answers', "error.reason !== 'issuer_unreachable' || ", ''],
      [
        'an older answer makes a token good again that was found bad',
        'verdict.accepted && (isOvertaken || ',
        'verdict.accepted && (',
      ],
      ['a token that was found bad stays good in memory', 'accepted.delete(key)', ''],
      ['any number of tokens waits for the issuer (OPS-3)', 'underWay.size >= maxPending', 'false'],
      ['what went wrong at once takes a place for ever', 'leave()\n      throw error', 'throw error'],
      ['each request asks by itself (INTRO-4)', 'if (waiting !== undefined) return waiting.answer', ''],
    ],
  ),
  ...inGuard(
    'cache/shared-cache.ts',
    ['eviction'],
    [
      ['an answer counts under another name', '.setAAD(Buffer.from(name)).setAuthTag', '.setAuthTag'],
      [
        'names in a shared cache are hashes that anybody can make',
        "createHmac('sha256', nameKey)",
        "createHmac('sha256', '')",
      ],
    ],
  ),
  ...inGuard(
    'cache/shared-answers.ts',
    ['eviction'],
    [
      [
        'the end of a login is not looked for',
        'answer.askedAt > endedAt + toleranceMs ? answer : undefined',
        'answer',
      ],
      [
        'clocks that differ bring an ended login back',
        'answer.askedAt > endedAt + toleranceMs',
        'answer.askedAt > endedAt',
      ],
    ],
  ),
]
