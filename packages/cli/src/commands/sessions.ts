import { existsSync } from 'node:fs'
import { createSessionAdmin, type SessionAdmin } from '@postern/gateway'
import { inCommandWords, loadConfigFile, namingProblems, openStore, secureRandom } from '../deployment.ts'
import { CommandError } from '../exit-codes.ts'
import { standardErrorLog } from '../standard-error-log.ts'
import { jsonLine, tableLines } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export interface ListOptions {
  readonly config: string
  readonly subject?: string
  readonly json: boolean
}

export interface EndOptions {
  readonly config: string
  readonly subject?: string
  readonly session?: string
  readonly json: boolean
}

/** `postern sessions list`: what stands in the outer envelopes. No token is opened, and none could be. */
export function listSessions({ config, subject, json }: ListOptions, terminal: Terminal): Promise<void> {
  return withSessions(config, terminal, async (sessions) => {
    const found = await sessions.list(subject ?? null)
    if (json) for (const session of found) terminal.out(jsonLine(session))
    else {
      const rows = found.map(({ id, subject: user, lastUsedAt, createdAt, expiresAt, address, device }) => [
        id,
        user,
        timeOf(lastUsedAt),
        timeOf(createdAt),
        timeOf(expiresAt),
        address ?? '-',
        device ?? '-',
      ])
      const head = ['SESSION', 'SUBJECT', 'LAST USED', 'BEGAN', 'ENDS UNUSED', 'ADDRESS', 'DEVICE']
      for (const line of tableLines(head, rows, terminal)) terminal.out(line)
    }
  })
}

/**
 * `postern sessions end`: when it has ended, no process serves what was ended. ZITADEL is told by a running gateway, which also cuts off
 * what is open, or by the next that starts. The audit records go to standard error, where the log of a gateway goes.
 */
export async function endSessions(options: EndOptions, terminal: Terminal): Promise<void> {
  const { config, subject, session, json } = options
  if ((subject === undefined) === (session === undefined))
    throw new CommandError('usage', 'say whose sessions end: either --subject or --session')
  await withSessions(config, terminal, async (sessions) => {
    const ended =
      subject === undefined ? await endOne(sessions, session ?? '') : await sessions.endSubject(subject)
    terminal.out(json ? jsonLine({ ended }) : `${ended} ${ended === 1 ? 'session' : 'sessions'} ended`)
  })
}

async function endOne(sessions: SessionAdmin, id: string): Promise<number> {
  if (!(await sessions.endSession(id))) throw new CommandError('notFound', 'there is no such session')
  return 1
}

async function withSessions(
  configFile: string,
  terminal: Terminal,
  work: (sessions: SessionAdmin) => Promise<void>,
): Promise<void> {
  const config = await namingProblems(() => loadConfigFile(configFile, terminal))
  if (config.store.kind === 'memory')
    throw new CommandError(
      'configuration',
      'the store is in the memory of the gateway: its sessions can only be seen and ended there',
    )
  // Opening would make one, owned by whoever asks.
  if (!existsSync(config.store.file))
    throw new CommandError('input', `there is no store at ${config.store.file}: no gateway has run on it`)
  const store = openStore(config, terminal.now)
  try {
    await work(
      createSessionAdmin(config, {
        store,
        now: terminal.now,
        randomBytes: secureRandom,
        logDestination: standardErrorLog(),
      }),
    )
  } catch (error) {
    throw inCommandWords(error)
  } finally {
    await store.close()
  }
}

const timeOf = (instant: number): string =>
  new Date(instant)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z')
