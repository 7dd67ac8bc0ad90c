import type { DestinationStream } from 'pino'

/**
 * A log that cannot be written, such as on a full disk, ends neither a request nor the process: sessions and log-outs go on, and
 * `onFailure` tells that the log has a gap or is late (OPS-1). Whether a line is kept for later is the destination's affair.
 */
export const patientDestination = (
  destination: DestinationStream,
  onFailure: () => void,
): DestinationStream => ({
  write(line) {
    try {
      destination.write(line)
    } catch {
      onFailure()
    }
  },
})
