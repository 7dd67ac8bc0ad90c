import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'

/** Whether this system shows a process the memory of its children: Linux. */
export const canReadMemory = existsSync('/proc/self/mem')

/** Pieces in which memory is read. */
const pieceBytes = 4 * 1024 * 1024

/**
 * Counts where each of these octets stands in the memory of a child process: in everything that it can write and not execute, its heap, its
 * buffers, and what was freed and not overwritten.
 *
 * ```ts
 * import { countInMemory } from '@postern/testkit'
 *
 * const [count] = countInMemory(process.pid, [Buffer.from('a text of this program')])
 * ```
 */
export function countInMemory(pid: number, wanted: readonly Uint8Array[]): readonly number[] {
  const counts = wanted.map(() => 0)
  const longest = Math.max(...wanted.map(({ length }) => length))
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const piece of piecesOf(memory, pid, longest))
      wanted.forEach((octets, index) => (counts[index] = (counts[index] ?? 0) + countIn(piece, octets)))
  } finally {
    closeSync(memory)
  }
  return counts
}

/** Pieces overlap by what would be cut in two, so something may be counted twice, and nothing is missed. */
function* piecesOf(memory: number, pid: number, overlap: number): Generator<Buffer> {
  const piece = Buffer.alloc(pieceBytes)
  for (const { from, to } of writableRanges(pid))
    for (let at = from; at < to; at += pieceBytes - overlap) {
      const length = readAt(memory, piece, at, Math.min(pieceBytes, to - at))
      yield piece.subarray(0, length)
    }
}

const writableRanges = (pid: number): readonly { readonly from: number; readonly to: number }[] =>
  readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw-/.exec(line) ?? []
      return from === undefined || to === undefined
        ? []
        : [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }]
    })

function countIn(piece: Buffer, octets: Uint8Array): number {
  let count = 0
  for (let at = piece.indexOf(octets); at !== -1; at = piece.indexOf(octets, at + 1)) count += 1
  return count
}

/** What the kernel keeps for itself, or has just taken away, cannot be read: then nothing is there. */
function readAt(memory: number, piece: Buffer, at: number, length: number): number {
  try {
    return readSync(memory, piece, 0, length, at)
  } catch {
    return 0
  }
}
