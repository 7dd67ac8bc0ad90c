import { createBareLogin } from '../bare-calls.ts'
import { createBench } from '../engine.ts'
import { startLocalServer } from '../local-server.ts'
import type { Question } from '../question.ts'
import { ms, summarize, timed } from '../samples.ts'
import { requestServiceToken } from '../service-token.ts'

const atOnce = 8
const rounds = 12
const each = 40
/** Until both processes have compiled what they run all day. */
const warmUpRounds = 3

export const loginAtEight: Question = {
  name: 'login-at-eight',
  question: 'How long does a login take while eight are under way, when the password check costs nothing?',
  goal: 'under 100 ms at the 95th percentile',
  async run() {
    const server = await startLocalServer()
    const bench = createBench(server)
    try {
      const bare = createBareLogin(server, bench.http, await requestServiceToken(server))
      const logins: number[] = []
      const bareCalls: number[] = []
      for (let round = -warmUpRounds; round < rounds; round += 1) {
        const one = await load(bench.login)
        const other = await load(bare)
        if (round < 0) continue
        logins.push(...one)
        bareCalls.push(...other)
      }
      const [login, calls] = [summarize(logins), summarize(bareCalls)]
      return {
        figures: {
          'login, median': ms(login.median),
          'login, 95th percentile': ms(login.p95),
          'four bare calls, median': ms(calls.median),
          'four bare calls, 95th percentile': ms(calls.p95),
          ratio: (login.median / calls.median).toFixed(2),
        },
        ratio: login.median / calls.median,
        note: `${login.n} of each, ${atOnce} at once, ${each} by turns; the local server is one process`,
      }
    } finally {
      await bench.close()
      await server.stop()
    }
  },
}

/** `each` pieces of work, `atOnce` at a time, and how long each took. */
async function load(work: () => Promise<unknown>): Promise<readonly number[]> {
  const samples: number[] = []
  let left = each
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      samples.push(await timed(work))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return samples
}
