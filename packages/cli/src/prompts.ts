import { CommandError } from './exit-codes.ts'

/** Standard input as it is needed here. */
export interface InputStream {
  readonly isTTY?: boolean
  setRawMode?(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  on(event: 'end' | 'error', listener: () => void): unknown
  off(event: 'data', listener: (chunk: Buffer) => void): unknown
  off(event: 'end' | 'error', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
}

export interface Prompts {
  /** Whether a person sits there. */
  readonly isPerson: boolean
  /**
   * One line, as bytes that nobody else holds: who gets them zeroes them. A person sees the question, and with `hidden` not what is typed;
   * from a pipe it is the next line. `null`: there is none.
   */
  read(question: string, options: { readonly hidden: boolean }): Promise<Uint8Array<ArrayBuffer> | null>
}

const longestLine = 4096
const [ctrlC, ctrlD, backspace, lineFeed, carriageReturn, del] = [3, 4, 8, 10, 13, 127]

export interface PromptDeps {
  readonly input: InputStream
  /** Writes to where a person looks, without ending the line. */
  readonly say: (text: string) => void
  /** A question that is open then is given up. */
  readonly stopAsked: Promise<void>
}

/** Nothing is read before somebody asks. */
export function createPrompts({ input, say, stopAsked }: PromptDeps): Prompts {
  const isPerson = input.isTTY === true
  /** What came behind the last line. */
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  let isOver = false

  return {
    isPerson,
    async read(question, { hidden }) {
      const isRaw = isPerson && hidden && input.setRawMode !== undefined
      // Before the question: who types quickly must not be seen either.
      if (isRaw) input.setRawMode?.(true)
      if (isPerson) say(question)
      try {
        return await line(isRaw)
      } finally {
        if (isRaw) input.setRawMode?.(false)
        if (isRaw) say('\n')
      }
    },
  }

  function line(isRaw: boolean): Promise<Uint8Array<ArrayBuffer> | null> {
    const typed = new Uint8Array(longestLine)
    let length = 0
    return new Promise((resolve, reject) => {
      let isDone = false
      const end = (work: () => void): void => {
        isDone = true
        input.off('data', onData)
        input.off('end', onEnd)
        input.off('error', onEnd)
        input.pause()
        work()
        typed.fill(0)
      }
      const give = (): void => end(() => resolve(typed.slice(0, length)))
      const onEnd = (): void => {
        isOver = true
        if (length > 0) give()
        else end(() => resolve(null))
      }
      const fail = (text: string): void => end(() => reject(new CommandError('usage', text)))
      /** True: the line is over, or nothing comes of it. */
      const take = (byte: number): boolean => {
        if (byte === lineFeed || (isRaw && byte === carriageReturn)) give()
        else if (isRaw && byte === ctrlC) fail('given up')
        else if (isRaw && byte === ctrlD) onEnd()
        else if (isRaw && (byte === backspace || byte === del)) {
          // All bytes of the last character: those that go on begin with 10.
          while (length > 0 && ((typed[length - 1] ?? 0) & 0xc0) === 0x80) length -= 1
          length = Math.max(0, length - 1)
          return false
        } else if (byte === carriageReturn) return false
        else if (length === longestLine) fail('that line is too long')
        else {
          typed[length] = byte
          length += 1
          return false
        }
        return true
      }
      const onData = (chunk: Uint8Array): void => {
        for (const [at, byte] of chunk.entries()) {
          if (!take(byte)) continue
          rest = new Uint8Array(chunk.subarray(at + 1))
          break
        }
        chunk.fill(0)
      }
      void stopAsked.then(() => isDone || fail('given up'))
      const before = rest
      rest = new Uint8Array(0)
      input.on('data', onData)
      input.on('end', onEnd)
      input.on('error', onEnd)
      onData(before)
      if (isDone) return
      if (isOver) onEnd()
      else input.resume()
    })
  }
}
