import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { type CloseCode, closeCodes, closeFrame, frameBounds } from './frame-bounds.ts'

export interface Tunnel {
  /** Passes nothing on from here, tells both sides why where a frame fits in, and lets go of them. */
  close(code: CloseCode): void
  /** Resolves when both sides are gone. */
  readonly closed: Promise<void>
}

export interface TunnelEnds {
  readonly browser: Socket
  readonly service: Socket
  readonly idleMs: number
  readonly randomBytes: (length: number) => Uint8Array
}

/** How long a side may take to go after it was told. */
const lingerMs = 1_000

/**
 * Carries octets both ways between two sockets that have agreed on the web socket protocol; the slower side sets the pace. What they
 * say is theirs. Closed when either side closes, and when nothing moved for `idleMs`.
 */
export function openTunnel({ browser, service, idleMs, randomBytes }: TunnelEnds): Tunnel {
  const toBrowser = carry(service, browser)
  const toService = carry(browser, service)

  const close = (code: CloseCode): void => {
    toBrowser.stop(closeFrame(code))
    toService.stop(closeFrame(code, randomBytes(4)))
  }

  for (const socket of [browser, service]) {
    socket.setTimeout(idleMs)
    socket.once('timeout', () => close(closeCodes.idle))
  }
  return { close, closed: Promise.all([isClosed(browser), isClosed(service)]).then(() => undefined) }
}

/** One direction. */
function carry(from: Socket, to: Socket): { stop(last: Uint8Array): void } {
  const bounds = frameBounds()
  const pass = (chunk: Buffer): void => {
    bounds.push(chunk)
    if (!to.write(chunk)) from.pause()
  }
  const goOn = (): void => void from.resume()
  from.on('data', pass)
  to.on('drain', goOn)
  from.once('end', () => to.end())
  from.once('close', () => to.destroySoon())
  from.on('error', () => from.destroy())

  return {
    stop(last) {
      from.off('data', pass)
      to.off('drain', goOn)
      // What still comes is read, so that the other side's end is seen, and goes nowhere.
      from.resume()
      if (to.writable && bounds.isBetweenFrames()) to.write(last)
      to.end()
      to.removeAllListeners('timeout')
      to.setTimeout(lingerMs, () => to.destroy())
    },
  }
}

function isClosed(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}
