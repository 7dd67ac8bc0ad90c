import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLocalZitadel } from '@postern/local-zitadel'

/** A server to compare with the recordings: fresh, without anything but its first instance. */
export interface Server {
  /** Where to connect to; the Host header is that of the recordings whatever this is. */
  readonly hostname: string
  readonly port: number
  /** A personal access token of its IAM_OWNER. */
  readonly adminPat: string
  /** Milliseconds since the epoch, by the server's clock. */
  readonly now: () => number
  /** Lets the server's time pass. */
  readonly pass: (ms: number) => Promise<void>
  /** Has reads see changes so much later. Another server does as it does. */
  readonly lag: (ms: number) => void
  readonly close: () => Promise<void>
}

/** When the recorded ZITADEL was set up. Its key files, and those that the tables ask for, are valid until 2030. */
const recordedAt = Date.UTC(2026, 10, 22)

/**
 * The local ZITADEL, in this process, as the original behaves. Its clock goes a millisecond further whenever somebody looks, and is
 * put forward where a scenario waits, or the server before another try: the same at every run however slow the machine. Only the
 * tarpit's two seconds are real.
 */
export async function startLocal(): Promise<Server> {
  let time = recordedAt
  const now = () => {
    time += 1
    return time
  }
  const wait = async (ms: number) => {
    time += ms
  }
  const zitadel = await startLocalZitadel({ seed: 'empty', asOriginal: true, now, wait })
  return {
    hostname: '127.0.0.1',
    port: zitadel.port,
    adminPat: zitadel.seeded.adminPat,
    now,
    pass: wait,
    lag: (ms) => void (zitadel.faults.readLagMs = ms),
    close: () => zitadel.close(),
  }
}

/**
 * Another server, for example a real ZITADEL, fresh and with a clock of its own.
 *
 * @param address `HOST:PORT`, plain HTTP
 * @param credentials a folder with `admin.pat`
 * @throws RangeError when the file is not there, TypeError when the address is none
 */
export function connectTo(address: string, credentials: string): Server {
  const { hostname, port } = new URL(`http://${address}`)
  return {
    hostname,
    port: Number(port === '' ? '80' : port),
    adminPat: readPat(join(credentials, 'admin.pat')),
    now: () => Date.now(),
    pass: (ms) => sleep(ms),
    lag: () => {},
    close: async () => {},
  }
}

function readPat(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new RangeError(`cannot read ${path}`, { cause })
  }
}
