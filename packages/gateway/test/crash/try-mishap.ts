import { setTimeout as pause } from 'node:timers/promises'
import type { Mishap } from './point.ts'
import type { Processes } from './processes.ts'
import { findAlive, findHandles, findOpenAuthorizations, findUndone } from './residue.ts'
import { storyOf } from './story.ts'
import { openTown } from './town.ts'

/** Longer than a request may hold an attempt, and shorter than what it made at ZITADEL lives by itself. */
const soonMs = 5 * 60_000
/** Longer than any attempt lives. */
const laterMs = 3_600_000
/** How long a gateway may take to tidy up, with waits that are two hundred times shorter. */
const patienceMs = 40_000
const lookEveryMs = 50

/** How often the story is played until it comes to the place: a renewal that takes a little longer writes once more. */
const mostTries = 4

export const notReached = 'the place was not reached'

/** Tries a mishap until it has happened. */
export async function tryMishap(processes: Processes, mishap: Mishap): Promise<readonly string[]> {
  let left: readonly string[] = [notReached]
  for (let tries = 0; left[0] === notReached && tries < mostTries; tries += 1)
    left = await tryOnce(processes, mishap)
  return left
}

/**
 * Plays the story with one mishap, starts the gateway again, and says what was left behind that must not be: soon, when ZITADEL would
 * still honour all of it, and later, when every login is over that nobody has finished.
 */
async function tryOnce(processes: Processes, mishap: Mishap): Promise<readonly string[]> {
  const town = await openTown(processes, mishap)
  try {
    const story = storyOf(town)
    await story.tell()
    if (!town.hasHappened()) return [notReached]
    await town.restart(soonMs)
    const soon = await nothingOr(() => findAlive(town))
    town.advance(laterMs)
    const later = await nothingOr(async () => [
      ...(await findAlive(town)),
      ...(await findHandles(town, story)),
      ...(await findUndone(town)),
    ])
    const open = await findOpenAuthorizations(town)
    const status = await story.logInAgain()
    return [...soon, ...later, ...open, ...(status === 200 ? [] : [`the user cannot log in: ${status}`])]
  } finally {
    await town.close()
  }
}

/** Looks until nothing is left, or patience is. */
async function nothingOr(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const until = performance.now() + patienceMs
  let left = await look()
  while (left.length > 0 && performance.now() < until) {
    await pause(lookEveryMs)
    left = await look()
  }
  return left
}
