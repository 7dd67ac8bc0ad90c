import { afterAll, describe, expect, it, vi } from 'vitest'
import { findOpenAuthorizations, findResidue } from './residue.ts'
import { type Mishap, nameOf, type Point } from './point.ts'
import { createProcesses } from './processes.ts'
import { storyOf } from './story.ts'
import { openTown } from './town.ts'

const processes = createProcesses(2)
afterAll(() => processes.close())

/** Longer than any hold on an attempt and than any attempt lives. */
const laterMs = 3_600_000

describe('a process that dies, an answer that is lost (NO-TOKEN-EARLY, LOGOUT-IS-FINAL, CODE-4)', async () => {
  const mishaps = await allMishaps()

  it('knows every place at which that can happen', () => {
    expect(mishaps.length).toBeGreaterThan(200)
  })

  it.concurrent.each(mishaps.map((mishap) => [nameOf(mishap), mishap] as const))(
    'leaves nothing behind when %s',
    async (_, mishap) => {
      const town = await openTown(processes, mishap)
      try {
        const story = storyOf(town)
        await story.tell()
        expect(town.hasHappened(), 'the place was reached').toBe(true)
        await town.restart(laterMs)
        await vi.waitFor(async () => expect(await findResidue(town, story)).toEqual([]), {
          timeout: 10_000,
          interval: 20,
        })
        expect(await findOpenAuthorizations(town)).toEqual([])
        expect(await story.logInAgain()).toBe(200)
      } finally {
        await town.close()
      }
    },
  )
})

/** Plays the story once without a mishap and notes where one could come. */
async function allMishaps(): Promise<readonly Mishap[]> {
  const town = await openTown(processes)
  try {
    await storyOf(town).tell()
    return town.points.flatMap((point) => mishapsAt(point))
  } finally {
    await town.close()
  }
}

const mishapsAt = (point: Point): readonly Mishap[] => [
  { point, what: 'kill' },
  ...(point.place.includes(' /') ? [{ point, what: 'lose' } as const] : []),
]
