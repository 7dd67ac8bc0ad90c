import { mkdirSync, readFileSync } from 'node:fs'
import {
  type LocalZitadel,
  type Seed,
  defaultSeed,
  parseSeed,
  startLocalZitadel,
  writeCredentialFiles,
} from '@postern/local-zitadel'
import { CommandError } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export interface LocalOptions {
  readonly port: number
  readonly data?: string
  readonly write?: string
  readonly seed: string
  readonly application?: string
  readonly browserApplication?: string
  readonly denyLoopback: boolean
  readonly asOriginal: boolean
  readonly tarpit?: boolean
  readonly readLagMs: number
  readonly passwordCheckMs: number
  readonly json: boolean
}

/** `postern local`: starts the local ZITADEL, writes the credential files, says where it is, and waits to be ended. */
export async function local(options: LocalOptions, terminal: Terminal): Promise<void> {
  if (terminal.env['NODE_ENV'] === 'production')
    throw new CommandError('configuration', 'the local ZITADEL does not start with NODE_ENV=production')
  const server = await start(options, terminal)
  if (options.write !== undefined) await writeFiles(server, options.write)
  if (options.json) terminal.out(JSON.stringify(readyLine(server)))
  else for (const line of greeting(server, options)) terminal.out(line)
  await terminal.stopAsked
  await server.close()
}

async function start(options: LocalOptions, terminal: Terminal): Promise<LocalZitadel> {
  const seed = seedOf(options)
  try {
    return await startLocalZitadel({
      port: options.port,
      seed,
      now: terminal.now,
      denyLoopback: options.denyLoopback,
      asOriginal: options.asOriginal,
      ...(options.tarpit === undefined ? {} : { tarpit: options.tarpit }),
      readLagMs: options.readLagMs,
      passwordCheckMs: options.passwordCheckMs,
      ...(options.data === undefined ? {} : { dataDir: options.data }),
    })
  } catch (error) {
    if (isPortTaken(error))
      throw new CommandError(
        'unavailable',
        `port ${options.port} is taken: choose another with --port, or 0 for a free one`,
        { cause: error },
      )
    throw error
  }
}

function seedOf({ seed, application, browserApplication }: LocalOptions): Seed | 'empty' {
  if (seed === 'default')
    return defaultSeed({
      ...(application === undefined ? {} : { application }),
      ...(browserApplication === undefined ? {} : { browserApplication }),
    })
  if (application !== undefined || browserApplication !== undefined)
    throw new CommandError(
      'usage',
      '--application and --browser-application belong to the default seed: another one says it itself',
    )
  return seed === 'empty' ? seed : readSeed(seed)
}

function readSeed(file: string): Seed {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError('input', `the seed ${file} cannot be read`, { cause: error })
  }
  try {
    return parseSeed(JSON.parse(text))
  } catch (error) {
    throw new CommandError(
      'configuration',
      `the seed ${file} is wrong: ${error instanceof Error ? error.message : 'no JSON'}`,
      { cause: error },
    )
  }
}

async function writeFiles(server: LocalZitadel, folder: string): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    await writeCredentialFiles(server.seeded, folder)
  } catch (error) {
    await server.close()
    throw new CommandError('cannotCreate', `the credential files cannot be written to ${folder}`, {
      cause: error,
    })
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

function usersWithPassword({ seeded }: LocalZitadel): LocalZitadel['seeded']['users'] {
  return seeded.users.filter(({ password }) => password !== '')
}

/** Users with their passwords, because they exist here only; no key and no token. */
function readyLine(server: LocalZitadel): object {
  return {
    listening: server.port,
    issuer: server.issuer,
    users: usersWithPassword(server).map(({ loginName, password }) => ({ loginName, password })),
  }
}

function greeting(server: LocalZitadel, options: LocalOptions): readonly string[] {
  return [
    `Local ZITADEL at ${server.issuer} (loopback only, for development and tests)`,
    ...(options.write === undefined ? [] : [`Credentials are in ${options.write}`]),
    ...(options.data === undefined ? ['Without --data everything is gone at the end'] : []),
    ...usersWithPassword(server).map(({ loginName, password }) => `  ${loginName}  ${password}`),
    'Ctrl-C ends it',
  ]
}
