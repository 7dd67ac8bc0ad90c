import type { FinishedLogin } from '@postern/login'
import { type Bench, createBench } from '../engine.ts'
import { type LocalServer, startLocalServer } from '../local-server.ts'
import type { Question } from '../question.ts'
import { ms, summarize, timed } from '../samples.ts'

const renewals = 200
const rounds = 5

export const logoutAfterRenewals: Question = {
  name: 'logout-after-renewals',
  question: 'What does a logout cost after 200 renewals, when every access token still lives?',
  goal: 'as much as after none; no token lives',
  async run() {
    const server = await startLocalServer()
    const bench = createBench(server)
    try {
      const after: number[] = []
      const fresh: number[] = []
      const oneByOne: number[] = []
      let living = 0
      for (let round = -1; round < rounds; round += 1) {
        const young = await bench.login()
        const forYoung = await timed(() => bench.engine.end(young.zitadelSessionId))
        const old = await renewed(bench)
        const forOld = await timed(() => bench.engine.end(last(old).zitadelSessionId))
        living += await livingOf(old, server)
        const revoked = await renewed(bench)
        const forEach = await timed(async () => {
          for (const { tokens } of revoked) await bench.engine.discard(tokens)
        })
        if (round < 0) continue
        fresh.push(forYoung)
        after.push(forOld)
        oneByOne.push(forEach)
      }
      const [one, none, all] = [summarize(after), summarize(fresh), summarize(oneByOne)]
      return {
        figures: {
          'logout after 200 renewals, median': ms(one.median),
          'logout after none, median': ms(none.median),
          'tokens that live afterwards': `${living} of ${(rounds + 1) * (renewals + 1)}`,
          'the same by revoking each token, median': ms(all.median),
          'beside a logout after none': (one.median / none.median).toFixed(2),
        },
        ratio: one.median / none.median,
        note: `${rounds} sessions of each kind; the end of a session is one call, whatever was minted from it`,
      }
    } finally {
      await bench.close()
      await server.stop()
    }
  },
}

/** A login and its renewals: all token sets that were given. */
async function renewed({ login, engine }: Bench): Promise<readonly FinishedLogin[]> {
  const all = [await login()]
  for (let count = 0; count < renewals; count += 1) all.push(await engine.renew(last(all)))
  return all
}

function last(logins: readonly FinishedLogin[]): FinishedLogin {
  const login = logins.at(-1)
  if (login === undefined) throw new Error('there is no login')
  return login
}

/** Asks ZITADEL itself with each token. */
async function livingOf(logins: readonly FinishedLogin[], { issuer }: LocalServer): Promise<number> {
  let living = 0
  for (const { tokens } of logins) {
    const answer = await fetch(`${issuer}/oidc/v1/userinfo`, {
      headers: { authorization: `Bearer ${tokens.accessToken}` },
    })
    await answer.arrayBuffer()
    if (answer.ok) living += 1
  }
  return living
}
