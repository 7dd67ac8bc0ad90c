import * as v from 'valibot'
import type { DatabaseSetting } from './database/open-database.ts'

const text = v.pipe(v.string('is missing'), v.nonEmpty('is empty'))
const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'must be a port from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535, 'must be a port from 0 to 65535'),
)

const origin = v.pipe(
  v.string(),
  v.check(
    (given) => URL.canParse(given) && new URL(given).origin === given,
    'must be an origin such as https://news.example.com',
  ),
)

const common = {
  /** 0 takes a free one; what was taken is printed. */
  PORT: v.optional(port, '0'),
  HOST: v.optional(text, '127.0.0.1'),
  ISSUER: text,
  /** The id of the project that the API belongs to, or of the API's own client. There is no way to leave the check out. */
  AUDIENCE: text,
  /** A file of SQLite, or the address of a database of PostgreSQL. */
  DATABASE: text,
  /** The one origin whose pages may call this API themselves, with a token in the header. Without it none may. */
  PAGE_ORIGIN: v.optional(origin),
  /** A file with the secret by which the gateway tells of ended logins. Without it nobody can. */
  EVICTIONS_SECRET_FILE: v.optional(text),
}

/** How tokens are judged, and what each way needs. Secrets are in files: the environment is inherited by every child. */
const schema = v.variant(
  'GUARD',
  [
    v.object({ ...common, GUARD: v.literal('basic'), CLIENT_ID: text, CLIENT_SECRET_FILE: text }),
    v.object({ ...common, GUARD: v.literal('key'), KEY_FILE: text }),
    v.object({ ...common, GUARD: v.literal('jwt') }),
  ],
  'must be basic, key or jwt',
)

/** Secret and key are read from their files whenever they are asked for: they may be replaced. */
export type GuardSetting =
  | { readonly kind: 'basic'; readonly clientId: string; readonly clientSecret: () => string }
  | { readonly kind: 'key'; readonly keyFile: () => unknown }
  | { readonly kind: 'jwt' }

export interface Config {
  readonly port: number
  readonly host: string
  readonly issuer: string
  readonly audience: string
  readonly guard: GuardSetting
  readonly evictionsSecret: Uint8Array | null
  readonly database: DatabaseSetting
  readonly pageOrigin: string | null
}

/** A setting is missing or wrong. The message names every one of them and no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the environment once.
 *
 * @throws ConfigError with every problem at once
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
  const parsed = v.safeParse(schema, { GUARD: 'basic', ...given })
  const problems = parsed.success
    ? []
    : parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)
  /** What stands in the file that a setting names, without the line end that editors leave; said to be wrong if it is not `T`. */
  const read = <T>(
    setting: string,
    should: string,
    parse: (text: string) => T | undefined,
  ): T | undefined => {
    const value = parse(textOf(env[setting], readFile))
    if (value === undefined && env[setting] !== undefined) problems.push(`${setting}: ${should}`)
    return value
  }
  read('CLIENT_SECRET_FILE', 'names no file with a secret that can be read', (secret) =>
    secret === '' ? undefined : secret,
  )
  read('KEY_FILE', 'names no file with a key as ZITADEL gives it', parseJson)
  const evictionsSecret = read(
    'EVICTIONS_SECRET_FILE',
    'names no file with 32 random bytes or more in base64url',
    parseSecret,
  )
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(
      `These settings are missing or wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
  const { output } = parsed
  return Object.freeze({
    port: output.PORT,
    host: output.HOST,
    issuer: output.ISSUER,
    audience: output.AUDIENCE,
    guard: guardOf(output, (file) => textOf(file, readFile)),
    evictionsSecret: evictionsSecret ?? null,
    database: databaseOf(output.DATABASE),
    pageOrigin: output.PAGE_ORIGIN ?? null,
  })
}

function guardOf(output: v.InferOutput<typeof schema>, textOfFile: (file: string) => string): GuardSetting {
  if (output.GUARD === 'jwt') return { kind: 'jwt' }
  if (output.GUARD === 'key') {
    const file = output.KEY_FILE
    return { kind: 'key', keyFile: () => parseJson(textOfFile(file)) }
  }
  const file = output.CLIENT_SECRET_FILE
  return { kind: 'basic', clientId: output.CLIENT_ID, clientSecret: () => textOfFile(file) }
}

const databaseOf = (given: string): DatabaseSetting =>
  /^postgres(?:ql)?:\/\//.test(given) ? { kind: 'postgresql', url: given } : { kind: 'sqlite', file: given }

function textOf(file: string | undefined, readFile: (path: string) => string): string {
  try {
    return file === undefined || file === '' ? '' : readFile(file).replace(/\r?\n$/, '')
  } catch {
    return ''
  }
}

function parseJson(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

function parseSecret(written: string): Uint8Array | undefined {
  const bytes = Buffer.from(written, 'base64url')
  return bytes.length >= 32 && bytes.toString('base64url') === written ? bytes : undefined
}
