import type { Store } from '@postern/store'

/** Called around each write; the write goes on when it resolves. */
export type Pause = (place: string, when: 'before' | 'after') => Promise<void>

/** A store that says each write before it is made and after, by the kind of its key. Reads go straight through. */
export function pausedStore(store: Store, pause: Pause): Store {
  const written =
    <Parameters extends [string, ...never[]], Result>(
      verb: string,
      write: (...parameters: Parameters) => Promise<Result>,
    ) =>
    async (...parameters: Parameters): Promise<Result> => {
      const place = `${verb} ${parameters[0].split('/')[0]}`
      await pause(place, 'before')
      const result = await write(...parameters)
      await pause(place, 'after')
      return result
    }
  return {
    ...store,
    put: written('put', store.put),
    take: written('take', store.take),
    delete: written('delete', store.delete),
    count: written('count', store.count),
    uncount: written('uncount', store.uncount),
    resetCount: written('reset', store.resetCount),
  }
}
