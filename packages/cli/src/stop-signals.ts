/** The part of a process that takes signals. */
export interface SignalReceiver {
  readonly pid: number
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: NodeJS.Signals) => void): unknown
  removeAllListeners(signal: NodeJS.Signals): unknown
  kill(pid: number, signal: NodeJS.Signals): unknown
}

/** A terminal sends Ctrl-C to everybody in it, and `npm` passes it on once more: that is one wish, not two. */
const sameWishMs = 500

/**
 * Tells of the first SIGINT or SIGTERM. A second one means "at once": it does what it does to a program that does not listen, so that
 * whoever waits for the process sees which signal ended it.
 */
export function onStopSignals(process: SignalReceiver, now: () => number, stop: () => void): void {
  let firstAt: number | undefined
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = now()
      stop()
    } else if (now() - firstAt >= sameWishMs) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}
