import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Question } from '../question.ts'

const program = join(import.meta.dirname, '../../packages/gateway/test/support/run-contention.ts')
const rounds = process.env['CONTENTION_ROUNDS'] ?? '500'

export const renewalUnderContention: Question = {
  name: 'renewal-under-contention',
  question:
    'What do 100 callers at the moment of expiry see, in 3 processes, with a slow, failing and answer-losing issuer?',
  goal: 'at most one mint a round; 0 failed calls, 0 lost sessions (CONTENTION_ROUNDS=10000)',
  async run() {
    const { stdout } = await promisify(execFile)(process.execPath, [program, rounds])
    const seen = JSON.parse(stdout) as Record<string, number>
    const figure = (name: string): string => String(seen[name])
    return {
      figures: {
        rounds: figure('rounds'),
        calls: figure('calls'),
        'failed calls': figure('failed'),
        'token sets written, in all': figure('kept'),
        'token sets written, most in a round': figure('mostKept'),
        'token sets issued, in all': figure('exchanged'),
        'rounds whose callers got different tokens': figure('mixed'),
        'tokens sent that ZITADEL does not honour': figure('dead'),
        'mints that ended each other': figure('collisions'),
        'per round': `${(((seen['seconds'] ?? 0) / (seen['rounds'] ?? 1)) * 1000).toFixed(0)} ms`,
      },
    }
  },
}
