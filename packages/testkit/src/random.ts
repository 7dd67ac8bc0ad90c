import { createHash, getRandomValues } from 'node:crypto'
import type { RandomBytes } from '@postern/protocol'

/** Random bytes of the operating system: what a composition root hands in. */
export const secureRandom: RandomBytes = (length) => getRandomValues(new Uint8Array(length))

/**
 * Bytes that look random and are the same for the same seed, so that a failing test fails again. Never for anything that ships.
 *
 * Without a seed it takes a random one and prints it.
 */
export function seededRandom(seed?: string, print: (line: string) => void = printLine): RandomBytes {
  const chosen = seed ?? Buffer.from(secureRandom(9)).toString('base64url')
  if (seed === undefined) print(`seededRandom('${chosen}')`)
  let block = 0
  let rest = new Uint8Array(0)
  return (length) => {
    const bytes = new Uint8Array(length)
    let at = 0
    while (at < length) {
      if (rest.length === 0) {
        rest = Uint8Array.from(createHash('sha256').update(`${chosen}\0${block}`).digest())
        block += 1
      }
      const part = rest.subarray(0, length - at)
      bytes.set(part, at)
      at += part.length
      rest = rest.slice(part.length)
    }
    return bytes
  }
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`)
}
