/** A clock that moves when it is told to, and not otherwise. All values in milliseconds since the epoch. */
export interface StoppedClock {
  /** Can be handed on as it is. */
  readonly now: () => number
  advance(ms: number): void
  set(ms: number): void
}

/** @param start a round number in the year 2030 unless told otherwise */
export function stoppedClock(start = 1_900_000_000_000): StoppedClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
    set: (ms) => {
      time = ms
    },
  }
}
