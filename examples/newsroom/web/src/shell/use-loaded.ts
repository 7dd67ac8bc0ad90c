import { useCallback, useEffect, useState } from 'react'

/** Something that comes from the server. While it is loaded again, the earlier value stays. */
export interface Loaded<T> {
  readonly value: T | undefined
  readonly isLoading: boolean
  readonly error: unknown
  readonly reload: () => void
}

/** Loads when first shown, whenever `load` changes, and on `reload`; an answer to an older question is dropped. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({
    value: undefined,
    isLoading: true,
    error: null,
  })

  useEffect(() => {
    const asking = new AbortController()
    setState(({ value }) => ({ value, isLoading: true, error: null }))
    load(asking.signal).then(
      (value) => asking.signal.aborted || setState({ value, isLoading: false, error: null }),
      (error: unknown) =>
        asking.signal.aborted || setState(({ value }) => ({ value, isLoading: false, error })),
    )
    return () => asking.abort()
  }, [load, round])

  return { ...state, reload: useCallback(() => setRound((before) => before + 1), []) }
}
