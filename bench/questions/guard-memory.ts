import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { KeptBytes } from '../guard-keeper.ts'
import type { Question } from '../question.ts'

const keeper = join(import.meta.dirname, '../guard-keeper.ts')
const count = 10_000

export const guardMemory: Question = {
  name: 'guard-memory',
  question: 'How much memory does the guard take for a token that it remembers?',
  async run() {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', keeper, String(count)])
    const { before, after, answer } = JSON.parse(stdout) as KeptBytes
    const each = (after - before) / count
    return {
      figures: {
        'one token': `${(each / 1000).toFixed(1)} KB`,
        'the claims of its answer, as JSON': `${(answer / 1000).toFixed(1)} KB`,
        'all of the default cache of 10,000': `${((each * 10_000) / 1e6).toFixed(0)} MB`,
      },
      ratio: each / answer,
      note: `${count} opaque tokens of ZITADEL's shape with two roles; heap and buffers after a full collection`,
    }
  },
}
