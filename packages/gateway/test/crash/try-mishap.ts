import { setTimeout as pause } from 'node:timers/promises'
import type { Mishap } from './point.ts'
import type { Processes } from './processes.ts'
import { findOpenAuthorizations, findResidue } from './residue.ts'
import { storyOf } from './story.ts'
import { openTown } from './town.ts'

/** Longer than any hold on an attempt and than any attempt lives. */
const laterMs = 3_600_000
/** How long a gateway may take to tidy up, with waits that are two hundred times shorter. */
const patienceMs = 10_000
const lookEveryMs = 50

/** Plays the story with one mishap, starts the gateway again, and says what was left behind that must not be. */
export async function tryMishap(processes: Processes, mishap: Mishap): Promise<readonly string[]> {
  const town = await openTown(processes, mishap)
  try {
    const story = storyOf(town)
    await story.tell()
    if (!town.hasHappened()) return ['the place was not reached']
    await town.restart(laterMs)
    const until = performance.now() + patienceMs
    let residue = await findResidue(town, story)
    while (residue.length > 0 && performance.now() < until) {
      await pause(lookEveryMs)
      residue = await findResidue(town, story)
    }
    const open = await findOpenAuthorizations(town)
    const status = await story.logInAgain()
    return [...residue, ...open, ...(status === 200 ? [] : [`the user cannot log in: ${status}`])]
  } finally {
    await town.close()
  }
}
