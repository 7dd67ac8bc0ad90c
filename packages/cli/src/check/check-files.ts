import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Config, GatewayError, loadConfig } from '@postern/gateway'
import { isLoginError, parseApplicationKey, parseServiceAccountKey } from '@postern/login'
import type { Finding } from './finding.ts'
import { type NamedFile, namedFiles } from './named-files.ts'

export interface CheckFilesDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** Whether files have modes here: not on Windows. */
  readonly hasModes: boolean
}

export interface CheckedFiles {
  readonly findings: readonly Finding[]
  /** `null` if it cannot be used. */
  readonly config: Config | null
}

const dayMs = 86_400_000
const warnDaysAhead = 14

/** Everything that is wrong with a configuration and the files that it names, all of it at once, without asking anybody. */
export async function checkFiles(path: string, deps: CheckFilesDeps): Promise<CheckedFiles> {
  const findings: Finding[] = []
  const config = await load(path, deps, findings)
  const files = namedFiles(await readJson(path))
  await checkMode({ setting: 'configuration', path, isSecret: false }, deps, findings)
  for (const named of files) {
    const file = { ...named, file: resolve(dirname(path), named.file) }
    if (named.kind === 'store') await checkStore(file, deps, findings)
    else if (named.kind === 'folder') await checkFolder(file, findings)
    else {
      await checkMode({ setting: named.setting, path: file.file, isSecret: true }, deps, findings)
      await checkKey(file, deps, findings)
    }
  }
  return { findings, config: findings.some(({ level }) => level === 'error') ? null : config }
}

async function load(path: string, { env }: CheckFilesDeps, findings: Finding[]): Promise<Config | null> {
  try {
    return await loadConfig(path, { env, readFile: (file) => readFile(file, 'utf8') })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    for (const problem of error.problems) {
      const end = problem.indexOf(': ')
      findings.push({ level: 'error', setting: problem.slice(0, end), text: problem.slice(end + 2) })
    }
    return null
  }
}

/** What cannot be read or parsed was said by who loads it. */
const readJson = (path: string): Promise<unknown> =>
  readFile(path, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined)

/** Whoever may write a file chooses the key; whoever may read it has the key (KEY-1). Links are followed, as a container's secrets are. */
async function checkMode(
  { setting, path, isSecret }: { setting: string; path: string; isSecret: boolean },
  { hasModes }: CheckFilesDeps,
  findings: Finding[],
): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !hasModes) return
  if ((found.mode & 0o022) !== 0)
    findings.push({ level: 'error', setting, text: 'others can write the file: chmod 600.' })
  else if (isSecret && (found.mode & 0o044) !== 0)
    findings.push({ level: 'warning', setting, text: 'others can read the file: chmod 600.' })
}

async function checkKey(
  { setting, file, kind }: NamedFile,
  { now }: CheckFilesDeps,
  findings: Finding[],
): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '')
  // Missing or empty: said already.
  if (text.trim() === '' || kind === 'secret') return
  try {
    const value: unknown = JSON.parse(text)
    if (kind === 'application_key') return void parseApplicationKey(value)
    const { expiresAt } = parseServiceAccountKey(value)
    if (expiresAt === null || expiresAt > now() + warnDaysAhead * dayMs) return
    const day = new Date(expiresAt).toISOString().slice(0, 10)
    const isOver = expiresAt <= now()
    findings.push({
      level: isOver ? 'error' : 'warning',
      setting,
      text: `the key ${isOver ? 'ended' : 'ends'} on ${day}: replace it.`,
    })
  } catch (error) {
    // The parser of JSON quotes the text.
    const why = isLoginError(error) ? error.message.replace(/^key file: /, '') : 'not JSON'
    findings.push({ level: 'error', setting, text: `is not a key file as ZITADEL writes it: ${why}.` })
  }
}

async function checkStore(
  { setting, file }: NamedFile,
  deps: CheckFilesDeps,
  findings: Finding[],
): Promise<void> {
  const folder = dirname(file)
  const isWritable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable)
    findings.push({ level: 'error', setting, text: 'its folder is missing or cannot be written.' })
  await checkMode({ setting, path: file, isSecret: true }, deps, findings)
}

async function checkFolder({ setting, file }: NamedFile, findings: Finding[]): Promise<void> {
  const index = await stat(resolve(file, 'index.html')).catch(() => undefined)
  if (index?.isFile() !== true)
    findings.push({ level: 'warning', setting, text: 'there is no index.html in it: is it built?' })
}
