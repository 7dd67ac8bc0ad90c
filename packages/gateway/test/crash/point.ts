/**
 * A place at which a process can die or an answer be lost: a write to the store or a call to ZITADEL, by what it is and which of its
 * kind it is, so that the same place is found again in another run.
 */
export interface Point {
  /** `put attempt`, `POST /v2/sessions`: without ids. */
  readonly place: string
  /** Counted from 1. */
  readonly occurrence: number
  readonly when: 'before' | 'after'
}

/** What happens there. `lose`: the call is made and its answer lost; the process lives on. */
export type Mishap = { readonly point: Point; readonly what: 'kill' | 'lose' }

export const nameOf = ({ point: { place, occurrence, when }, what }: Mishap): string =>
  `${what === 'kill' ? 'killed' : 'answer lost'} ${when} ${place} no. ${occurrence}`

export const isSamePoint = (one: Point, other: Point): boolean =>
  one.place === other.place && one.occurrence === other.occurrence && one.when === other.when

/** Numbers the places of one run as they come. */
export function createCounter(): (place: string) => number {
  const counts = new Map<string, number>()
  return (place) => {
    const count = (counts.get(place) ?? 0) + 1
    counts.set(place, count)
    return count
  }
}

/** A process can die at every point; the answer of a call can also be lost. */
export const mishapsAt = (point: Point): readonly Mishap[] => [
  { point, what: 'kill' },
  ...(point.place.includes(' /') ? [{ point, what: 'lose' } as const] : []),
]
