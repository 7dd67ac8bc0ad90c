import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServiceCaller, type LoginClientCredential, parseServiceAccountKey } from '@postern/login'
import { type HttpClient, isSafeEndpoint } from '@postern/protocol'
import { checkOnline } from '../check/check-online.ts'
import type { Check } from '../check/finding.ts'
import { checkLines } from '../check/say-checks.ts'
import { loadConfigFile, namingProblems, secureRandom, withNetwork } from '../deployment.ts'
import { CommandError } from '../exit-codes.ts'
import { createFolder } from '../setup/folder.ts'
import { createKeyPair, type KeyPair } from '../setup/key-pair.ts'
import { prepareRemoval, runRemoval } from '../setup/run-removal.ts'
import { type Prepared, prepareSetup, type Progress, runSetup, type SetupDeps } from '../setup/run-setup.ts'
import { createTakesSecret } from '../setup/takes-secret.ts'
import { wantedOf, type WantedOptions } from '../setup/wanted.ts'
import { removalWords, wordsOf } from '../setup/words.ts'
import { createZitadelAdmin, type ZitadelAdmin } from '../setup/zitadel-admin.ts'
import { jsonLine } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export interface SetupOptions extends Omit<WantedOptions, 'publicOrigin'> {
  readonly publicOrigin?: string
  readonly adminKey?: string
  readonly adminTokenFile?: string
  readonly organization?: string
  readonly out: string
  readonly keyDays: number
  readonly dryRun: boolean
  readonly remove: boolean
  readonly yes: boolean
  readonly json: boolean
}

/** What a test puts another in the place of. */
export interface SetupSurroundings {
  readonly network: typeof withNetwork
  readonly wait: (ms: number) => Promise<void>
  readonly createKeyPair: () => Promise<KeyPair>
}

const surroundings: SetupSurroundings = { network: withNetwork, wait: (ms) => sleep(ms), createKeyPair }

/**
 * `postern setup`: makes at ZITADEL what a deployment needs, writes its configuration and keys into a folder, and shows that they work. It
 * shows a plan first. What is there already is found by name; only what differs is changed; run again after whatever end, it goes on.
 *
 * Secrets stand in files of mode 600 and nowhere else: not in the plan, not in what is said of it.
 */
export async function setup(
  options: SetupOptions,
  terminal: Terminal,
  around: SetupSurroundings = surroundings,
): Promise<void> {
  checkIssuer(options)
  const credential = await readAdmin(options)
  await around.network(options, async (http) => {
    const caller = createServiceCaller(
      {
        issuer: options.issuer,
        allowPlainHttpOnLoopback: options.allowInsecureLoopback,
        // Nobody waits at a form, and a ZITADEL that is being set up is often a busy one.
        callTimeoutMs: 30_000,
        credential,
      },
      { http, now: terminal.now, randomBytes: secureRandom },
    )
    const admin = createZitadelAdmin(caller)
    if (options.remove) await remove(options, admin, terminal)
    else await make(options, admin, http, around, terminal)
  })
}

function checkIssuer({ issuer, allowInsecureLoopback }: SetupOptions): void {
  const isFit = (allowPlainHttpOnLoopback: boolean): boolean =>
    isSafeEndpoint(issuer, { allowPlainHttpOnLoopback }) && !/[?#]/.test(issuer)
  if (isFit(allowInsecureLoopback)) return
  throw new CommandError(
    'usage',
    isFit(true)
      ? '--issuer is plain http on this machine: add --allow-insecure-loopback, for development only'
      : '--issuer must be an https address without query and fragment',
  )
}

async function make(
  options: SetupOptions,
  admin: ZitadelAdmin,
  http: HttpClient,
  { wait, createKeyPair: makeKeyPair }: SetupSurroundings,
  terminal: Terminal,
): Promise<void> {
  const { publicOrigin } = options
  if (publicOrigin === undefined) throw new CommandError('usage', 'say --public-origin, or --remove')
  const wanted = wantedOf({ ...options, publicOrigin })
  const folder = createFolder(resolve(options.out))
  let isStopAsked = false
  const noteStop = async (): Promise<void> => {
    await terminal.stopAsked
    isStopAsked = true
  }
  void noteStop()
  const deps: SetupDeps = {
    wanted,
    admin,
    folder,
    organizationId: options.organization ?? (await admin.ownOrganization()),
    now: terminal.now,
    wait,
    isStopAsked: () => isStopAsked,
    randomBytes: secureRandom,
    createKeyPair: makeKeyPair,
    keysEndAt: () => new Date(terminal.now() + options.keyDays * 86_400_000),
    takesSecret: createTakesSecret(options.issuer, { http, ...options }),
    onDone: (action, found) =>
      terminal.out(options.json ? jsonLine({ done: action }) : `done: ${wordsOf(action, wanted, found)}`),
  }
  const prepared = await prepareSetup(deps)
  showPlan(prepared, deps, options, terminal)
  if (options.dryRun) return
  if (prepared.plan.length > 0 && !(await isAgreed(options, terminal))) return
  const progress = await runSetup(prepared, deps)
  if (progress.error !== null) throw unfinished(progress, prepared, deps, options, terminal)
  const checks = await prove(folder.path, http, wait, terminal)
  if (options.json) terminal.out(jsonLine({ result: 'done', folder: folder.path, checks }))
  else {
    for (const line of checkLines(checks, terminal)) terminal.out(line)
    terminal.out(`Next: postern serve --config ${folder.path}/gateway.json`)
  }
  if (checks.some(({ outcome }) => outcome !== 'good'))
    throw new CommandError('unfinished', 'all is made and written, but it does not work yet')
}

function showPlan(
  { plan, notes, found }: Prepared,
  { wanted }: SetupDeps,
  { json }: SetupOptions,
  terminal: Terminal,
) {
  if (json) return terminal.out(jsonLine({ plan, notes }))
  terminal.out(plan.length === 0 ? 'All is there as it should be: nothing to do.' : 'To do:')
  for (const action of plan) terminal.out(`  ${wordsOf(action, wanted, found)}`)
  for (const note of notes) terminal.out(`note: ${note}`)
}

/** What was done stands above already; here is why no more was, and what is left. */
function unfinished(
  { done, left, error }: Progress,
  { found }: Prepared,
  { wanted }: SetupDeps,
  { json }: SetupOptions,
  terminal: Terminal,
): CommandError {
  const because = error instanceof CommandError ? error.message : 'a fault of ours'
  if (json) terminal.out(jsonLine({ result: 'unfinished', done, left, because }))
  const named = left.map((action) => `\n  not done: ${wordsOf(action, wanted, found)}`)
  return new CommandError(
    'unfinished',
    `${because}${json ? '' : named.join('')}\nRun the same command again: it goes on from here.`,
    { cause: error },
  )
}

/** A key that was made just now may not be known yet (contract 2.1). */
const mostTries = 10

async function prove(
  folder: string,
  http: HttpClient,
  wait: SetupSurroundings['wait'],
  terminal: Terminal,
): Promise<readonly Check[]> {
  const { now } = terminal
  const config = await namingProblems(() => loadConfigFile(`${folder}/gateway.json`, terminal))
  for (let tries = 1; ; tries += 1) {
    const checks = await checkOnline(config, { http, now, randomBytes: secureRandom })
    if (tries === mostTries || checks.every(({ outcome }) => outcome === 'good')) return checks
    await wait(300)
  }
}

async function remove(options: SetupOptions, admin: ZitadelAdmin, terminal: Terminal): Promise<void> {
  const folder = createFolder(resolve(options.out))
  const say = (value: object, text: string): void => terminal.out(options.json ? jsonLine(value) : text)
  const prepared = await prepareRemoval({
    issuer: options.issuer,
    admin,
    folder,
    onDone: () => undefined,
  })
  const { removals, files, left } = prepared
  if (options.json) terminal.out(jsonLine({ removals, files, left }))
  else {
    terminal.out('To remove:')
    for (const removal of removals) terminal.out(`  ${removalWords(removal)}`)
    for (const file of files) terminal.out(`  remove the file ${file}`)
    for (const what of left) terminal.out(`stays: ${what}`)
  }
  if (options.dryRun || !(await isAgreed(options, terminal))) return
  await runRemoval(prepared, {
    issuer: options.issuer,
    admin,
    folder,
    onDone: (removal) =>
      say(
        { done: removal },
        `done: ${removal.kind === 'file' ? `remove the file ${removal.name}` : removalWords(removal)}`,
      ),
  })
  say({ result: 'removed', left }, 'What this set-up made is gone.')
}

async function isAgreed({ yes }: SetupOptions, { prompts, out }: Terminal): Promise<boolean> {
  if (yes) return true
  if (!prompts.isPerson) throw new CommandError('usage', 'nobody is there to ask: say --yes')
  const answer = await prompts.read('Do it? [y/N] ', { hidden: false })
  const isYes = /^y(es)?$/i.test(
    Buffer.from(answer ?? [])
      .toString('utf8')
      .trim(),
  )
  if (!isYes) out('Nothing was changed.')
  return isYes
}

/** From a file only: what stands on a command line, others can read. */
async function readAdmin({ adminKey, adminTokenFile }: SetupOptions): Promise<LoginClientCredential> {
  if ((adminKey === undefined) === (adminTokenFile === undefined))
    throw new CommandError('usage', 'say who sets up: either --admin-key or --admin-token-file')
  const file = adminKey ?? adminTokenFile ?? ''
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('input', `${file} cannot be read`, { cause })
  })
  if (adminKey === undefined) return { kind: 'personal_access_token', token: text.trim() }
  try {
    return { kind: 'key', key: parseServiceAccountKey(JSON.parse(text)) }
  } catch {
    // The parser's error quotes the key.
    throw new CommandError('input', `${file} is no key file of a service account`)
  }
}
