import { deploymentKeysOf, loginSettingsOf } from '@postern/gateway'
import {
  type AttemptHandle,
  createLoginEngine,
  type FinishedLogin,
  isLoginError,
  type LoginEngine,
  type Proof,
  type ProveResult,
} from '@postern/login'
import { memoryStore } from '@postern/store'
import { loadConfigFile, namingProblems, secureRandom, withNetwork } from '../deployment.ts'
import { CommandError } from '../exit-codes.ts'
import { jsonLine, tableLines } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { waterfallLines } from '../waterfall.ts'

export interface LoginOptions {
  readonly loginName: string
  readonly config: string
  readonly printAccessToken: boolean
  readonly json: boolean
}

/**
 * `postern login`: a login with the settings of a gateway, and with its engine, so with every check that a gateway makes; nothing of a
 * running gateway is used or touched. The ZITADEL session is ended in the end, whatever happens, and with it every token.
 *
 * Tokens are shown to nobody, except one to who asks for it by name; it lives until the command is ended.
 */
export async function login(options: LoginOptions, terminal: Terminal): Promise<void> {
  const config = await namingProblems(() => loadConfigFile(options.config, terminal))
  const settings = await namingProblems(async () => loginSettingsOf(config))
  await withNetwork(config, async (http) => {
    const engine = createLoginEngine(
      {
        http,
        now: terminal.now,
        randomBytes: secureRandom,
        store: memoryStore(terminal),
        deploymentKeys: deploymentKeysOf(config),
      },
      settings,
    )
    try {
      const finished = await inCommandWords(() => logIn(engine, options.loginName, terminal))
      try {
        if (options.printAccessToken) await lend(finished, terminal)
        else show(finished, options, terminal)
      } finally {
        await inCommandWords(() => engine.end(finished.zitadelSessionId))
      }
    } finally {
      await engine.close()
    }
  })
}

async function logIn(engine: LoginEngine, loginName: string, terminal: Terminal): Promise<FinishedLogin> {
  const password = await read('Password: ', terminal)
  const { handle } = await engine.begin({ device: { address: null, userAgent: 'postern login' } })
  try {
    let result = await engine.prove(handle, { method: 'password', loginName, password })
    while (result.kind === 'needs') result = await goOn(engine, handle, result, terminal)
    return result.login
  } catch (error) {
    await engine.cancel(handle).catch(() => undefined)
    throw error
  }
}

/** A code is asked for; everything else that may be missing cannot be done at a terminal. */
async function goOn(
  engine: LoginEngine,
  handle: AttemptHandle,
  { view: { needs } }: Extract<ProveResult, { kind: 'needs' }>,
  terminal: Terminal,
): Promise<ProveResult> {
  const canCode = needs.some((need) => 'methods' in need && need.methods?.includes('totp') === true)
  if (!canCode)
    throw new CommandError(
      'refused',
      `the login needs more than can be done here: ${needs.map(({ type, reason }) => `${type} (${reason})`).join(', ')}`,
    )
  const proof: Proof = { method: 'totp', code: await read('Code: ', terminal) }
  return engine.prove(handle, proof)
}

/** Bytes from the first to the last moment: the engine zeroes them when they were used. */
async function read(question: string, { prompts }: Terminal): Promise<Uint8Array<ArrayBuffer>> {
  const line = await prompts.read(question, { hidden: true })
  if (line === null || line.length === 0)
    throw new CommandError('usage', `${question.slice(0, -2).toLowerCase()}: nothing was given`)
  return line
}

/** Once, on standard output, and good until whoever asked for it ends the command. */
async function lend({ tokens }: FinishedLogin, { out, err, stopAsked }: Terminal): Promise<void> {
  err('The access token is good until this command ends: Ctrl-C ends it, and the session with it.')
  out(tokens.accessToken)
  // Waiting for a signal alone does not keep a process alive.
  const alive = setInterval(() => undefined, 60_000)
  await stopAsked
  clearInterval(alive)
}

function show(finished: FinishedLogin, { json }: LoginOptions, terminal: Terminal): void {
  const { subject, organizationId, roles, methods, authTime, steps, tokens, claims } = finished
  const name = claims['preferred_username'] ?? claims['name']
  if (json) {
    const expiresAt = tokens.accessTokenExpiresAt
    return terminal.out(
      jsonLine({ subject, name, organizationId, roles, methods, authTime, expiresAt, steps }),
    )
  }
  for (const line of waterfallLines(steps, terminal)) terminal.out(line)
  terminal.out('')
  const rows = [
    ['user', typeof name === 'string' ? `${name} (${subject})` : subject],
    ['organization', organizationId],
    ['roles', roles.join(', ') || 'none'],
    ['proven by', methods.join(', ')],
    ['token ends', new Date(tokens.accessTokenExpiresAt).toISOString()],
  ]
  for (const line of tableLines(['LOGIN', ''], rows, terminal)) terminal.out(line)
  terminal.out('The session was ended again.')
}

/** Codes and our own texts: they hold no password, code or token. */
async function inCommandWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isLoginError(error)) throw error
    const isOutage = /^ISSUER_(UNREACHABLE|TIMEOUT|BUSY)$/.test(error.code)
    const title = error.toProblem().title
    throw new CommandError(
      isOutage ? 'unavailable' : 'refused',
      `${error.code}: ${title} (${error.message})`,
      {
        cause: error,
      },
    )
  }
}
