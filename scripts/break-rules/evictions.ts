import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const source = 'packages/gateway/src'
const told = ['packages/gateway/test/evictions']
const api = 'examples/newsroom/api'

/** Guards hear of the ends of logins, after ZITADEL has ended them and at nobody's cost; and who may publish at the newsroom's API. */
export const evictions: Area = {
  name: 'evictions',
  tests: [...told, `${api}/test/editors`],
  rules: [
    ...inFile(`${source}/evictions/evictions.ts`, told, [
      [
        'a guard is told while ZITADEL would still say that the token is good',
        '?.content.isConfirmed !== false',
        '?.content.isConfirmed !== undefined',
      ],
      ['a guard that was told is told again', '(_, index) => told[index] !== true', '() => true'],
      ['a guard that fails is never tried again', 'if (still.length === 0)', 'if (true)'],
      [
        'a guard that hangs holds up every log-out',
        'if (!guards.some(({ url }) => failing.has(url))) await work',
        'await work',
      ],
      ['what is too old is still told', 'if (until <= now()) return drop(note)', ''],
      [
        'each try moves the end of trying',
        'note.content.until ?? now() + rememberedMs',
        'now() + rememberedMs',
      ],
      [
        'several processes tell a guard the same',
        'await notes.change(note, { notBefore: now() + claimMs, tries: tries + 1, until })',
        '(await notes.change(note, { notBefore: now() + claimMs, tries: tries + 1, until })) ?? note',
      ],
      [
        'every failed message is a line in the log',
        '!failing.has(url))\n      log.warn',
        'true)\n      log.warn',
      ],
    ]),
    ...inFile(`${source}/sessions/remove-records.ts`, told, [
      ['whose a session was is forgotten with its record', 'await evictionNotes.add(record.outer)\n', '\n'],
    ]),
    ...inFile(`${source}/sessions/outbox.ts`, told, [
      [
        'a log-out is answered before its guards are told',
        "outcome = 'ended'\n          await onEnded(zitadelSessionId)",
        "outcome = 'ended'",
      ],
    ]),
    ...inFile(`${source}/sessions/session-admin.ts`, told, [
      [
        'what an operator ends is told to no guard',
        'guards: config.guards.map(({ url }) => url)',
        'guards: []',
      ],
    ]),
    ...inFile(`${source}/config/rules.ts`, told, [
      [
        'a secret message goes over plain http (DISC-2)',
        '[`guards[${index}].url`, url] as const',
        "[`guards[${index}].url`, 'https://x'] as const",
      ],
    ]),
    ...inFile(`${source}/config/load-config.ts`, told, [
      ['a short secret signs', 'decodeBase64Url(text).length >= 32', 'decodeBase64Url(text).length >= 0'],
    ]),
    ...inFile(
      `${api}/src/routes/editors.ts`,
      [`${api}/test/editors`],
      [['everybody with a token may publish (AT-4)', 'config: forEditors', 'config: {}']],
    ),
  ],
}
