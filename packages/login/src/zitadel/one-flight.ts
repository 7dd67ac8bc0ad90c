/** Lets any number of callers wait for one run of `work`; the next call after it has ended starts another. */
export function oneFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let flight: Promise<T> | undefined
  return () => {
    flight ??= work().finally(() => {
      flight = undefined
    })
    return flight
  }
}
