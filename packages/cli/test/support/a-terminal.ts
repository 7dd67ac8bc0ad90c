import type { Terminal } from '../../src/terminal.ts'

export interface TestTerminal extends Terminal {
  readonly lines: string[]
  readonly errors: string[]
  /** Everything that anybody could have seen. */
  readonly seen: () => string
}

/** A terminal that keeps what is said, and answers what it is asked from a list; without a list nobody is there. */
export function aTerminal(answers?: readonly string[], changes: Partial<Terminal> = {}): TestTerminal {
  const [lines, errors]: [string[], string[]] = [[], []]
  const left = [...(answers ?? [])]
  return {
    lines,
    errors,
    seen: () => [...lines, ...errors].join('\n'),
    out: (line) => void lines.push(line),
    err: (line) => void errors.push(line),
    isInteractive: false,
    stopAsked: new Promise(() => {}),
    onReloadAsked: () => {},
    prompts: {
      isPerson: answers !== undefined,
      read: async () => {
        const answer = left.shift()
        return answer === undefined ? null : new Uint8Array(new TextEncoder().encode(answer))
      },
    },
    env: {},
    now: Date.now,
    ...changes,
  }
}
