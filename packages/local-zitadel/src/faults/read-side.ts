import type { Instance } from '../state/model.ts'

/**
 * What the original's read side knows. There it is fed by events and lags behind by some milliseconds (contract 2.1, 3.8, 3.10, 4.8); here
 * whoever changes something that reads are known to see late notes what they still see. Without a lag nothing is noted and all reads see
 * what is. Nothing of it is kept between starts.
 */
export interface ReadSide {
  /** To be called when something was made: reads do not know it yet. */
  noteNew(object: object): void
  /** To be called before a property changes: reads still see what it is now. */
  note<Seen extends object>(object: Seen, property: keyof Seen & string): void
  knows(object: object): boolean
  seen<Seen extends object, Property extends keyof Seen & string>(
    object: Seen,
    property: Property,
  ): Seen[Property]
  /** Some look-ups wait for the read side first (contract 3.8): everything about the object is seen from now on. */
  catchUp(object: object): void
  /** The instance as the OIDC endpoints read it: applications, their state, and keys and secrets that changed, come and go late. */
  view(instance: Instance): Instance
}

interface Note {
  readonly until: number
  readonly before: unknown
}

/** Under which a note says whether an object is there at all. No property has this name. */
const existence = ''

export function createReadSide({
  lagMs,
  now,
}: {
  readonly lagMs: () => number
  readonly now: () => number
}): ReadSide {
  const notes = new WeakMap<object, Map<string, Note[]>>()
  let lastUntil = Number.NEGATIVE_INFINITY

  const add = (object: object, property: string, before: unknown) => {
    if (lagMs() === 0) return
    const until = now() + lagMs()
    lastUntil = Math.max(lastUntil, until)
    const known = notes.get(object) ?? new Map<string, Note[]>()
    notes.set(object, known.set(property, [...(known.get(property) ?? []), { until, before }]))
  }
  /** The oldest change that reads have not seen yet says what they see. */
  const unseen = (object: object, property: string): Note | undefined =>
    notes
      .get(object)
      ?.get(property)
      ?.find(({ until }) => until > now())

  const knows: ReadSide['knows'] = (object) => unseen(object, existence) === undefined
  const seen: ReadSide['seen'] = (object, property) => {
    const note = unseen(object, property)
    // What was noted is a former value of this very property.
    return note === undefined ? object[property] : (note.before as (typeof object)[typeof property])
  }
  const withSeenCredentials = <Holder extends { keys: Map<string, unknown>; secretHash?: string }>(
    holder: Holder,
  ): Holder => {
    const { secretHash: _, ...rest } = holder
    const secretHash = seen(holder, 'secretHash')
    return {
      ...rest,
      keys: seen(holder, 'keys'),
      ...(secretHash === undefined ? {} : { secretHash }),
    } as Holder
  }

  return {
    noteNew: (object) => add(object, existence, false),
    note(object, property) {
      const value: unknown = object[property]
      add(object, property, value instanceof Map ? new Map(value) : value)
    },
    knows,
    seen,
    catchUp: (object) => void notes.delete(object),
    view(instance) {
      if (lastUntil <= now()) return instance
      const applications = [...instance.applications.values()]
        .filter(knows)
        .map((application) => ({ ...withSeenCredentials(application), state: seen(application, 'state') }))
      const users = [...instance.users.values()].map((user) =>
        user.machine === undefined ? user : { ...user, machine: withSeenCredentials(user.machine) },
      )
      return { ...instance, applications: byId(applications), users: byId(users) }
    },
  }
}

const byId = <Entity extends { readonly id: string }>(entities: readonly Entity[]): Map<string, Entity> =>
  new Map(entities.map((entity) => [entity.id, entity]))
