/** Work that is done again and again behind the requests. */
export interface Periodical {
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>
}

/**
 * Does a work at once, and again so long after each end of it. What it fails with is reported, and does not keep it from the next time.
 * The work is told when it has to stop.
 */
export function periodically(
  everyMs: number,
  work: (stopping: AbortSignal) => Promise<void>,
  {
    wait,
    onError,
  }: {
    readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
    readonly onError: (error: unknown) => void
  },
): Periodical {
  const stopping = new AbortController()
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await work(stopping.signal).catch(onError)
      await wait(everyMs, stopping.signal)
    }
  }
  const running = run()
  return {
    stop() {
      stopping.abort()
      return running
    },
  }
}
