import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** About what lies between check and write in the original; racing calls pass the check together in it. */
const windowMs = 20

/** A process that the machine did not let run for a while finds its timers due before it reads what has arrived meanwhile. */
const turns = 20

/**
 * The gap between check and write in which racing calls meet: a span of time, and so many turns of the event loop that whatever had
 * arrived by then is looked at before the first of them goes on.
 */
export async function raceWindow(): Promise<void> {
  await sleep(windowMs)
  for (let turn = 0; turn < turns; turn++) await nextTurn()
}
