import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { firstLine } from '@postern/testkit'
import type { ApiTask } from './api.ts'
import type { Outcome } from './comparison.ts'
import type { ContenderName } from './contenders.ts'
import type { ApiSettings } from './guarded-handlers.ts'

/** Longer than any contender says that it waits for an issuer. */
const patienceMs = 20_000

/** One request: the path, and the `Authorization` fields as they go over the wire. */
export interface Asked {
  readonly path?: string
  readonly authorization?: string | readonly string[]
}

export interface GuardedApi {
  ask(asked: Asked): Promise<Outcome>
  stop(): Promise<void>
}

/**
 * An API under one guard, in a process of its own: what a guard does to its process is part of the outcome. `undefined`: it does not
 * start, or not in time.
 */
export async function startGuardedApi(
  contender: ContenderName,
  settings: ApiSettings,
): Promise<GuardedApi | undefined> {
  const task: ApiTask = { contender, settings }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'api.ts'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  try {
    const { port } = JSON.parse(await firstLine(child)) as { port: number }
    return apiAt(port, child)
  } catch {
    return undefined
  } finally {
    clearTimeout(late)
  }
}

function apiAt(port: number, child: ChildProcess): GuardedApi {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 })
  const exited = once(child, 'exit')
  return {
    async ask({ path = '/news', authorization }) {
      const headers = authorization === undefined ? {} : { authorization: authorization as string }
      const sent = request({ port, host: '127.0.0.1', path, headers, agent, timeout: patienceMs })
      sent.on('error', () => {}).end()
      const ended = { instead: 'the process ended' } as const
      const outcome = await Promise.race<Outcome>([
        // whoever breaks the connection off has ended
        once(sent, 'response').then(
          ([response]) => outcomeOf(response as IncomingMessage),
          () => ended,
        ),
        once(sent, 'timeout').then(
          () => ({ instead: 'no answer' }),
          () => ended,
        ),
        exited.then(() => ended),
      ])
      if ('instead' in outcome) sent.destroy()
      return outcome
    },
    async stop() {
      agent.destroy()
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await exited
    },
  }
}

function outcomeOf(response: IncomingMessage): Outcome {
  response.resume()
  return { status: response.statusCode ?? 0 }
}
