/** State that is replaced and never changed, with everyone who looks at it told. */
export interface ObservedState<State> {
  readonly state: () => State
  readonly subscribe: (listener: () => void) => () => void
  readonly change: (part: Partial<State>) => void
}

export function observedState<State extends object>(first: State): ObservedState<State> {
  let state = first
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    change(part) {
      state = { ...state, ...part }
      for (const listener of Array.from(listeners)) listener()
    },
  }
}
