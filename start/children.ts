import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ChildSpec {
  readonly name: string
  readonly parameters: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where the lines go that it prints after the first. */
  readonly log: (name: string, line: string) => void
}

/**
 * Programs of their own, started one by one and ended together. A child is ready when it has printed its first line on standard
 * output, one line of JSON.
 */
export interface Children {
  start(spec: ChildSpec): Promise<Readonly<Record<string, unknown>>>
  /** Resolves when a child ends by itself, with its name. */
  readonly ended: Promise<string>
  /** Asks all to end, the last one first; whoever has not gone after `graceMs` is killed. */
  stop(graceMs: number): Promise<void>
}

export function createChildren(): Children {
  const running: ChildProcess[] = []
  let stopping = false
  let tellEnded: (name: string) => void = () => {}
  const ended = new Promise<string>((resolve) => {
    tellEnded = resolve
  })

  return {
    ended,
    start(spec) {
      return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, spec.parameters, {
          env: { ...process.env, ...spec.env, POSTERN_END_WITH_INPUT: '1' },
          stdio: ['pipe', 'pipe', 'pipe'],
          // Of their own process group: Ctrl-C reaches this program alone, which then ends them in order.
          detached: process.platform !== 'win32',
        })
        running.push(child)
        const last: string[] = []
        const said = createInterface({ input: child.stdout })
        // The first line may hold the passwords of local users: it is for us, not for the log.
        said.once('line', (line) => {
          resolve(parseReady(line))
          said.on('line', (later) => spec.log(spec.name, later))
        })
        createInterface({ input: child.stderr }).on('line', (line) => {
          last.push(line)
          if (last.length > 20) last.shift()
          spec.log(spec.name, line)
        })
        child.once('error', reject)
        child.once('exit', (code) => {
          reject(new Error(`${spec.name} ended with code ${code} before it was ready:\n${last.join('\n')}`))
          if (!stopping) tellEnded(spec.name)
        })
      })
    },
    async stop(graceMs) {
      stopping = true
      for (const child of running.toReversed()) await stopOne(child, graceMs)
    },
  }
}

function parseReady(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return {}
  }
}

function stopOne(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
