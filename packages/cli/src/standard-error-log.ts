import { type DestinationStream, pino } from 'pino'

/** What waits while standard error takes nothing. */
const waitingBytes = 8 * 1024 * 1024

/**
 * The log on standard error, line by line before anything goes on. What it does not take, such as a file on a full disk, is thrown at
 * whoever writes, and waits here; later lines take it along as soon as there is room. Beyond 8 MiB lines are lost.
 */
export function standardErrorLog(): DestinationStream {
  const destination = pino.destination({ fd: 2, sync: true, maxLength: waitingBytes })
  // Once it waits with that much it takes no line, and only a line makes it try again.
  destination.on('drop', () => destination.flushSync())
  return destination
}
