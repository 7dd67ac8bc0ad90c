/** Counts what is under way, so that what serves it is not closed before. */
export interface UnderWay {
  /** One more; the function that is returned says that it is over. */
  begin(): () => void
  size(): number
  /** Resolves when nothing is under way. Whoever waits for it sees to it that nothing begins any more. */
  idle(): Promise<void>
}

export function createUnderWay(): UnderWay {
  const open = new Set<symbol>()
  const waiting: (() => void)[] = []
  return {
    begin() {
      const one = Symbol('under way')
      open.add(one)
      return () => {
        if (open.delete(one) && open.size === 0) for (const resolve of waiting.splice(0)) resolve()
      }
    },
    size: () => open.size,
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}
