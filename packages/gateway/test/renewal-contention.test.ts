import { describe, expect, it, onTestFinished } from 'vitest'
import { type Contention, issuerFaults, type Round, startContention } from './support/contention.ts'

async function aContention(processes: number): Promise<Contention> {
  const contention = await startContention(processes)
  onTestFinished(() => contention.close())
  return contention
}

/** What a round must not have, whatever was wrong with the issuer in it. */
const faultless = { failed: [], isMixed: false, dead: 0, kept: 1, collisions: 0 } as const

describe('a session at the moment of expiry, in three processes on one store', () => {
  it('is renewed once a round and fails no call, whatever the issuer does (SAME-SUCCESSOR, NO-CALL-LOST, LOST-ANSWER, RT-2)', async () => {
    const contention = await aContention(3)
    const rounds: Round[] = []
    for (const [index, fault] of issuerFaults.entries())
      rounds.push(await contention.round({ moment: index % 2 === 0 ? 'over' : 'due', fault, callers: 100 }))
    expect(rounds).toEqual(rounds.map((round) => ({ ...round, ...faultless })))
    // Another token set is issued only where one was lost on its way.
    for (const { exchanged } of rounds) expect(exchanged).toBe(1)
  }, 120_000)

  it('is renewed by the others when the process that was at it is killed, once its lease is over (RT-2)', async () => {
    const contention = await aContention(3)
    contention.zitadel.faults.next('PATCH /v2/sessions/*', { delayMs: 20_000 })
    await contention.setClock(contention.renewedAt() + 600_000)
    const [first] = contention.processes
    const { begun } = await contention.count()
    const lost = contention.callers(1).catch(() => 'killed')
    await expect.poll(async () => (await contention.count()).begun, { timeout: 60_000 }).toBe(begun + 1)
    await first?.kill()
    expect(await lost).toBe('killed')
    const waiting = contention.callers(20)
    await contention.setClock(contention.clock.now() + 6_000)
    expect(new Set((await waiting).map(({ status }) => status))).toEqual(new Set([200]))
    expect(await contention.count()).toMatchObject({ begun: 1, kept: 1 })
  }, 120_000)
})
