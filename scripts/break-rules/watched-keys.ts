import type { Area } from './broken-rule.ts'
import { rowsOf } from './in-file.ts'

const src = 'packages/gateway/src'

/** A key file that is replaced while the gateway runs: what is tried, and when. */
export const watchedKeys: Area = {
  name: 'watched-keys',
  tests: ['packages/gateway/test/key-watch'],
  rules: [
    ...rowsOf(`${src}/config/key-watch.ts`, [
      ['a file that is just being written is tried (KEY-2)', 'isWritten && !isTooEarly', '!isTooEarly'],
      ['a refused key is tried at every look', 'isWritten && !isTooEarly(hash)', 'isWritten'],
      ['a missing key file is told of at every look', 'told !== what && settings', 'settings'],
    ]),
    ...rowsOf(`${src}/gateway.ts`, [
      [
        'a replaced key brings the first configuration back',
        'running: () => current.config,\n    reload,',
        'running: () => config,\n    reload,',
      ],
    ]),
  ],
}
