import * as v from 'valibot'

const isOrigin = (given: string): boolean => URL.canParse(given) && new URL(given).origin === given
const origin = v.pipe(v.string(), v.check(isOrigin, 'must be an origin such as https://news.example.com'))
const issuer = v.pipe(v.string(), v.url('must be the address of ZITADEL'))
const text = v.pipe(v.string(), v.nonEmpty('is empty'))

/** What everybody may read of how the page is set up. Unknown members are refused: nothing gets out by a slip. */
const schema = v.strictObject({
  form: v.literal('tokens_in_the_browser'),
  issuer,
  clientId: text,
  scopes: v.pipe(v.array(text), v.includes('openid', 'must have openid')),
  api: v.strictObject({ origin, projectId: text }),
  otherForm: v.optional(origin),
})

export type PageConfiguration = v.InferOutput<typeof schema>

/** The page's configuration is not as it should be. The message names every problem and no value. */
export class PageConfigurationError extends Error {
  override readonly name = 'PageConfigurationError'
}

/**
 * Reads the document that is served as `/config.json`.
 *
 * @throws PageConfigurationError with every problem at once
 */
export function parsePageConfiguration(json: string): PageConfiguration {
  const parsed = v.safeParse(schema, parseJson(json))
  if (parsed.success) return parsed.output
  const problems = parsed.issues.map(
    (issue) => `  ${v.getDotPath(issue) ?? 'document'}: ${whatIsWrong(issue)}`,
  )
  throw new PageConfigurationError(`The page's configuration has mistakes:\n${problems.join('\n')}`)
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new PageConfigurationError("The page's configuration is no JSON")
  }
}

/** valibot's own messages hold what was received; only ours may be shown. */
const whatIsWrong = ({ kind, message, expected }: v.BaseIssue<unknown>): string =>
  kind === 'validation' ? message : `expected ${expected ?? 'something else'}`
