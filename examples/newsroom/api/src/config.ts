import * as v from 'valibot'

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

const schema = v.object({
  /** 0 takes a free one; what was taken is printed. */
  PORT: v.optional(port, '0'),
  HOST: v.optional(text, '127.0.0.1'),
  ISSUER: text,
  /** The id of the project that the API belongs to, or of the API's own client. There is no way to leave the check out. */
  AUDIENCE: text,
  CLIENT_ID: text,
  /** A file, because a secret in the environment is inherited by every child and shows in process lists. */
  CLIENT_SECRET_FILE: text,
  /** Where the readers' topics last. */
  DATABASE: text,
  /** The one origin whose pages may call this API themselves, with a token in the header. Without it none may. */
  PAGE_ORIGIN: v.optional(origin),
})

export interface Config {
  readonly port: number
  readonly host: string
  readonly issuer: string
  readonly audience: string
  readonly clientId: string
  readonly clientSecret: string
  readonly database: string
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
  const parsed = v.safeParse(schema, given)
  const problems = parsed.success
    ? []
    : parsed.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)
  const clientSecret = readSecret(env['CLIENT_SECRET_FILE'], readFile)
  if (clientSecret === undefined)
    problems.push('CLIENT_SECRET_FILE: names no file with a secret that can be read')
  if (!parsed.success || clientSecret === undefined) {
    throw new ConfigError(
      `These settings are missing or wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
  }
  const { PORT, HOST, ISSUER, AUDIENCE, CLIENT_ID, DATABASE, PAGE_ORIGIN } = parsed.output
  return Object.freeze({
    port: PORT,
    host: HOST,
    issuer: ISSUER,
    audience: AUDIENCE,
    clientId: CLIENT_ID,
    clientSecret,
    database: DATABASE,
    pageOrigin: PAGE_ORIGIN ?? null,
  })
}

/** Without the line end that editors leave. */
function readSecret(file: string | undefined, readFile: (path: string) => string): string | undefined {
  if (file === undefined || file === '') return undefined
  try {
    const secret = readFile(file).replace(/\r?\n$/, '')
    return secret === '' ? undefined : secret
  } catch {
    return undefined
  }
}
