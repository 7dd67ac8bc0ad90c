type Locks = Pick<LockManager, 'request' | 'query'>

/** Web Locks of one origin, as its pages see them. Node has them from 24.5 on, which is not everywhere. */
export function aLockManager(): { readonly aPage: () => Locks & { readonly release: () => void } } {
  const tails = new Map<string, Promise<unknown>>()
  const held: { readonly name: string; readonly page: object }[] = []

  return {
    aPage() {
      const page = {}
      const work = async (name: string, doIt: LockGrantedCallback<unknown>): Promise<unknown> => {
        const lock = { name, page }
        held.push(lock)
        try {
          return await doIt({ name, mode: 'exclusive' })
        } finally {
          held.splice(held.indexOf(lock), 1)
        }
      }
      const request = (name: string, second: unknown, third?: unknown): Promise<unknown> => {
        if (typeof third === 'function') return work(name, third as LockGrantedCallback<unknown>)
        const turn = (tails.get(name) ?? Promise.resolve()).then(() =>
          work(name, second as LockGrantedCallback<unknown>),
        )
        tails.set(
          name,
          turn.catch(() => {}),
        )
        return turn
      }
      return {
        // The overloads of the real one cannot be written down for an arrow function.
        request: request as LockManager['request'],
        query: async () => ({ held: held.map(({ name }) => ({ name })), pending: [] }),
        release() {
          for (const lock of held.filter((one) => one.page === page)) held.splice(held.indexOf(lock), 1)
        },
      }
    },
  }
}
