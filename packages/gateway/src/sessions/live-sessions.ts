/**
 * What is open under a session at this moment, by record id: answers on their way, event streams, web sockets. When the session ends,
 * they are cut off (PROXY-8, LOGOUT-IS-FINAL).
 */
export interface LiveSessions {
  /** Calls `onEnd`, once, when the session ends. The answer lets go of it. */
  hold(recordId: string, onEnd: () => void): () => void
  /** Calls everybody who holds the session. */
  end(recordId: string): void
  /** The sessions that somebody holds. */
  held(): readonly string[]
}

export function createLiveSessions(): LiveSessions {
  const holders = new Map<string, Set<() => void>>()
  return {
    hold(recordId, onEnd) {
      const ends = holders.get(recordId) ?? new Set()
      // Its own function: the same `onEnd` may hold a session twice.
      const end = (): void => onEnd()
      holders.set(recordId, ends.add(end))
      return () => {
        ends.delete(end)
        if (ends.size === 0 && holders.get(recordId) === ends) holders.delete(recordId)
      }
    },
    end(recordId) {
      const ends = holders.get(recordId) ?? []
      holders.delete(recordId)
      for (const end of ends) end()
    },
    held: () => [...holders.keys()],
  }
}
