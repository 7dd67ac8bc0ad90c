import { GatewayError } from '../errors.ts'
import type { PasswordTry } from '../throttling/throttle.ts'
import type { Refuse } from '../throttling/refusals.ts'

/** Who wants a password checked. */
export type Asker = Pick<PasswordTry, 'name' | 'address' | 'isKnownDevice'>

/** How many passwords this process has checked at once, and how many wait for their turn. */
export interface PasswordSlots {
  /**
   * Resolves with the release of a place. Whoever goes away while waiting leaves the queue.
   *
   * @throws {GatewayError} `THROTTLED` where one address fills the queue, `LOGIN_BUSY` where all together do
   */
  take(asker: Asker, gone: AbortSignal): Promise<() => void>
}

interface Waiting {
  readonly asker: Asker
  readonly enter: () => void
}

/** What a flood of one address leaves to others. */
const shareOfAddress = 4

export function createPasswordSlots({
  atOnce,
  waiting: most,
  refuse,
}: {
  readonly atOnce: number
  readonly waiting: number
  readonly refuse: Refuse
}): PasswordSlots {
  const queue: Waiting[] = []
  let taken = 0

  const release = (): void => {
    const known = queue.findIndex(({ asker }) => asker.isKnownDevice)
    const [next] = queue.splice(Math.max(0, known), 1)
    if (next === undefined) taken -= 1
    else next.enter()
  }

  /** Known devices have a queue of the same length to themselves: strangers cannot fill it (THR-3). */
  const checkRoom = ({ name, address, isKnownDevice }: Asker): void => {
    const same = queue.filter(({ asker }) => asker.isKnownDevice === isKnownDevice)
    if (same.length >= most) {
      refuse('passwordChecks', name, retryAfterMs)
      throw new GatewayError('LOGIN_BUSY', 'all places are taken', { retryAfterSeconds: retryAfterMs / 1000 })
    }
    const ofAddress = same.filter(({ asker }) => asker.address === address).length
    if (!isKnownDevice && ofAddress >= Math.ceil(most / shareOfAddress))
      throw refuse('passwordChecks', name, retryAfterMs)
  }

  return {
    async take(asker, gone) {
      if (taken < atOnce) {
        taken += 1
        return once(release)
      }
      checkRoom(asker)
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          queue.splice(queue.indexOf(waiting), 1)
          reject(new GatewayError('REQUEST_MALFORMED', 'the browser went away'))
        }
        const enter = (): void => {
          gone.removeEventListener('abort', leave)
          resolve()
        }
        const waiting = { asker, enter }
        queue.push(waiting)
        gone.addEventListener('abort', leave)
        if (gone.aborted) leave()
      })
      return once(release)
    },
  }
}

const retryAfterMs = 2_000

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
