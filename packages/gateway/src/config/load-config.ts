import { dirname, resolve } from 'node:path'
import { decodeBase64Url } from '@postern/protocol'
import { parseDeploymentKey } from '@postern/store'
import * as v from 'valibot'
import { GatewayError } from '../errors.ts'
import type { Config } from './config.ts'
import { deepFreeze } from './deep-freeze.ts'
import { type Problem, problemsOf } from './problems.ts'
import { rulesBroken } from './rules.ts'
import { configSchema, type WrittenConfig } from './schema.ts'
import { createSecret, type Secret } from './secret.ts'

export interface ConfigSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads a file as UTF-8; `path` is absolute if the configuration's own path was. */
  readonly readFile: (path: string) => Promise<string>
}

type SecretReference = { readonly file: string } | { readonly env: string }

/**
 * Reads the configuration file and every secret that it names, once.
 *
 * Gives a frozen object with every default filled in. Relative paths count from the configuration file.
 *
 * @throws {GatewayError} `CONFIGURATION_INVALID` with all problems at once, each with the setting's name and what it should be, none
 * with a value
 */
export async function loadConfig(file: string, surroundings: ConfigSurroundings): Promise<Config> {
  const parsed = v.safeParse(configSchema, await readJson(file, surroundings))
  // What the schema refused is still in `output` as it was given, so the rules see only the settings that are right.
  const wrong = parsed.success ? [] : problemsOf(configSchema, parsed.issues)
  const right = withoutWrong(parsed.output, wrong)
  const problems: Problem[] = [...wrong, ...rulesBroken(right)]
  const secrets = await readSecrets(right, dirname(file), surroundings, problems)
  if (!parsed.success || problems.length > 0 || secrets === undefined)
    throw invalid(problems.map(({ text }) => text))
  return deepFreeze(assemble(parsed.output, secrets, dirname(file)))
}

function invalid(problems: readonly string[], options: ErrorOptions = {}): GatewayError {
  return new GatewayError(
    'CONFIGURATION_INVALID',
    `These settings are missing or wrong:\n${problems.map((text) => `  ${text}`).join('\n')}`,
    {
      ...options,
      problems,
    },
  )
}

async function readJson(file: string, { readFile }: ConfigSurroundings): Promise<unknown> {
  const text = await readFile(file).catch(() => {
    throw invalid(['configuration: the file cannot be read.'])
  })
  try {
    return JSON.parse(text)
  } catch {
    // The parser's error quotes the text, so it is dropped.
    throw invalid(['configuration: the file is not JSON.'])
  }
}

/** The top-level settings that the schema found nothing wrong with. */
function withoutWrong(output: unknown, wrong: readonly Problem[]): Partial<WrittenConfig> {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return {}
  const names = new Set(wrong.map(({ setting }) => setting.split(/[.[]/)[0]))
  return Object.fromEntries(Object.entries(output).filter(([name]) => !names.has(name)))
}

interface Secrets {
  readonly clientKey: Secret
  readonly loginClient: Config['loginClient']
  readonly deploymentKeys: Config['deploymentKeys']
  readonly guards: Config['guards']
}

async function readSecrets(
  given: Partial<WrittenConfig>,
  folder: string,
  { env, readFile }: ConfigSurroundings,
  problems: Problem[],
): Promise<Secrets | undefined> {
  const look = async (reference: SecretReference): Promise<Secret | undefined> => {
    const text =
      'env' in reference
        ? env[reference.env]
        : await readFile(resolve(folder, reference.file)).catch(() => undefined)
    return text === undefined || text.trim() === ''
      ? undefined
      : createSecret(text.trim(), () => again(reference))
  }
  const again = async (reference: SecretReference): Promise<Secret> => {
    const secret = await look(reference)
    if (secret === undefined) throw invalid([absent('a secret', reference)])
    return secret
  }
  const read = async (
    setting: string,
    reference: SecretReference | undefined,
  ): Promise<Secret | undefined> => {
    if (reference === undefined) return undefined
    const secret = await look(reference)
    if (secret === undefined) problems.push({ setting, text: absent(setting, reference) })
    return secret
  }
  const clientKey = await read('clientKey', given.clientKey)
  const loginClient = await readLoginClient(given.loginClient, read)
  const deploymentKeys = await Promise.all(
    (given.deploymentKeys ?? []).map(async (reference, index) => {
      const setting = `deploymentKeys[${index}]`
      const key = await read(setting, reference)
      if (key !== undefined && !isDeploymentKey(key.reveal()))
        problems.push({
          setting,
          text: `${setting}: should hold 32 random bytes in base64url (43 characters).`,
        })
      return key === undefined ? [] : [{ id: reference.id, key }]
    }),
  )
  const guards = await Promise.all(
    (given.guards ?? []).map(async ({ url, secret: reference }, index) => {
      const setting = `guards[${index}].secret`
      const secret = await read(setting, reference)
      if (secret !== undefined && !isGuardSecret(secret.reveal()))
        problems.push({
          setting,
          text: `${setting}: should hold 32 random bytes or more in base64url (43 characters or more).`,
        })
      return secret === undefined ? [] : [{ url, secret }]
    }),
  )
  return clientKey === undefined || loginClient === undefined
    ? undefined
    : { clientKey, loginClient, deploymentKeys: deploymentKeys.flat(), guards: guards.flat() }
}

const absent = (setting: string, reference: SecretReference): string =>
  `${setting}: ${'env' in reference ? 'the environment variable is not set.' : 'the file cannot be read or is empty.'}`

async function readLoginClient(
  given: WrittenConfig['loginClient'] | undefined,
  read: (setting: string, reference: SecretReference) => Promise<Secret | undefined>,
): Promise<Config['loginClient'] | undefined> {
  if (given === undefined) return undefined
  if ('key' in given) {
    const key = await read('loginClient.key', given.key)
    return key === undefined ? undefined : { kind: 'key', key }
  }
  const token = await read('loginClient.token', given.token)
  return token === undefined ? undefined : { kind: 'token', token }
}

function isDeploymentKey(text: string): boolean {
  try {
    parseDeploymentKey(text)
    return true
  } catch {
    return false
  }
}

function isGuardSecret(text: string): boolean {
  try {
    return decodeBase64Url(text).length >= 32
  } catch {
    return false
  }
}

function assemble(written: WrittenConfig, secrets: Secrets, folder: string): Config {
  const { $schema: _, redirectUri, flows: _flows, app, store, ...rest } = written
  return {
    ...rest,
    ...secrets,
    redirectUri: redirectUri ?? `${written.publicOrigin}/auth/callback`,
    flows: ['back_channel'],
    app: app === undefined ? null : { directory: resolve(folder, app.directory) },
    store: store.kind === 'sqlite' ? { kind: 'sqlite', file: resolve(folder, store.file) } : store,
  }
}
