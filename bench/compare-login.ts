import { createBareLogin } from './bare-calls.ts'
import { createBench } from './engine.ts'
import { startLocalServer } from './local-server.ts'
import type { Answer } from './question.ts'
import { ms, pairs } from './samples.ts'
import { requestServiceToken } from './service-token.ts'

/** Logins until both processes have compiled what they run all day. */
const warmUp = 200

/** A login at the engine's boundary and its four bare calls, by turns, against one local server. */
export async function compareLogin(options: {
  readonly passwordCheckMs: number
  readonly count: number
}): Promise<Answer> {
  const server = await startLocalServer(options)
  const bench = createBench(server)
  try {
    const bare = createBareLogin(server, bench.http, await requestServiceToken(server))
    const { one, other, ratio } = await pairs(options.count, bench.login, bare, warmUp)
    return {
      figures: {
        'login, median': ms(one.median),
        'login, 95th percentile': ms(one.p95),
        'four bare calls, median': ms(other.median),
        'four bare calls, 95th percentile': ms(other.p95),
        ratio: ratio.toFixed(2),
      },
      ratio,
      note: `${one.n} pairs, by turns, after ${warmUp} that do not count; settings cached, service token there; the login makes thirteen calls`,
    }
  } finally {
    await bench.close()
    await server.stop()
  }
}
