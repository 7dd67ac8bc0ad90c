import * as v from 'valibot'
import { type PageConfiguration, parsePageConfiguration } from './page-configuration.ts'

const text = v.pipe(v.string('is missing'), v.nonEmpty('is empty'))
const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'must be a port from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535, 'must be a port from 0 to 65535'),
)

const schema = v.object({
  /** 0 takes a free one; what was taken is printed. */
  PORT: v.optional(port, '0'),
  HOST: v.optional(text, '127.0.0.1'),
  /** Folder of the built page. */
  DIRECTORY: text,
  /** File with the document that is served as `/config.json`. */
  CONFIGURATION: text,
})

export interface Settings {
  readonly port: number
  readonly host: string
  readonly directory: string
  readonly configuration: PageConfiguration
}

/** A setting is missing or wrong. The message names every one of them and no value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/**
 * Reads the environment once.
 *
 * @throws SettingsError, or PageConfigurationError for what stands in the document
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
  const parsed = v.safeParse(schema, given)
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => `  ${v.getDotPath(issue)}: ${issue.message}`)
    throw new SettingsError(`These settings are missing or wrong:\n${problems.join('\n')}`)
  }
  const { PORT, HOST, DIRECTORY, CONFIGURATION } = parsed.output
  return Object.freeze({
    port: PORT,
    host: HOST,
    directory: DIRECTORY,
    configuration: parsePageConfiguration(readFile(CONFIGURATION)),
  })
}
