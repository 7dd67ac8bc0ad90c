import { issuerFaults, startContention } from './contention.ts'

/** `node run-contention.ts 10000`: so many moments of expiry, with what went wrong in all of them as one line of JSON. */
const rounds = Number(process.argv[2] ?? 100)
const contention = await startContention(3)
const sum = {
  rounds: 0,
  calls: 0,
  failed: 0,
  mixed: 0,
  dead: 0,
  kept: 0,
  mostKept: 0,
  exchanged: 0,
  collisions: 0,
}
const startedAt = performance.now()
for (; sum.rounds < rounds; sum.rounds += 1) {
  // Both moments meet every fault in turn.
  const fault = issuerFaults[Math.floor(sum.rounds / 2) % issuerFaults.length] ?? null
  const moment = sum.rounds % 2 === 0 ? 'over' : 'due'
  const round = await contention.round({ moment, fault, callers: 100 })
  sum.calls += 100
  sum.failed += round.failed.length
  sum.mixed += round.isMixed ? 1 : 0
  sum.dead += round.dead
  sum.kept += round.kept
  sum.mostKept = Math.max(sum.mostKept, round.kept)
  sum.exchanged += round.exchanged
  sum.collisions += round.collisions
}
const seconds = (performance.now() - startedAt) / 1000
await contention.close()
process.stdout.write(`${JSON.stringify({ ...sum, seconds })}\n`)
