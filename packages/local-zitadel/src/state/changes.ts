/** What carries ZITADEL's change details. */
export interface Tracked {
  changedAt: number
  sequence: number
}

/** Counts one more event on an object; its sequence and change date are what `details` show. */
export function touch(object: Tracked, now: number, events = 1): void {
  object.sequence += events
  object.changedAt = now
}
