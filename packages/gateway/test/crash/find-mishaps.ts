import { type Mishap, mishapsAt } from './point.ts'
import type { Processes } from './processes.ts'
import { storyOf } from './story.ts'
import { openTown } from './town.ts'

/** Plays the story once without a mishap and notes where one could come: enumerated, not chosen. */
export async function findMishaps(processes: Processes): Promise<readonly Mishap[]> {
  const town = await openTown(processes)
  try {
    await storyOf(town).tell()
    return town.points.flatMap(mishapsAt)
  } finally {
    await town.close()
  }
}
