import type { Area, BrokenRule } from './broken-rule.ts'

const src = 'packages/gateway/src'

const inFile = (
  file: string,
  rows: readonly (readonly [name: string, find: string, replace: string])[],
): readonly BrokenRule[] => rows.map(([name, find, replace]) => ({ name, file, find, replace }))

/** A key file that is replaced while the gateway runs: what is tried, and when. */
export const watchedKeys: Area = {
  name: 'watched-keys',
  tests: ['packages/gateway/test/key-watch'],
  rules: [
    ...inFile(`${src}/config/key-watch.ts`, [
      ['a file that is just being written is tried (KEY-2)', 'isWritten && !isTooEarly', '!isTooEarly'],
      ['a refused key is tried at every look', 'isWritten && !isTooEarly(hash)', 'isWritten'],
      ['a missing key file is told of at every look', 'told !== what && settings', 'settings'],
    ]),
    ...inFile(`${src}/gateway.ts`, [
      [
        'a replaced key brings the first configuration back',
        'running: () => current.config,\n    reload,',
        'running: () => config,\n    reload,',
      ],
    ]),
  ],
}
