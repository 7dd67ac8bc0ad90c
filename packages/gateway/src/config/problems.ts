import * as v from 'valibot'

/** Names of nested settings are written with dots, places in lists with brackets: `routes[0].upstream`. */
export function settingName(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name === '' ? part : `${name}.${part}`),
    '',
  )
}

export interface Problem {
  readonly setting: string
  /** The setting's name and what it should be. Never its value. */
  readonly text: string
}

/** What the schema found, in our words: valibot's own messages show the value. */
export function problemsOf(
  schema: v.GenericSchema,
  issues: readonly v.BaseIssue<unknown>[],
): readonly Problem[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
    const setting = settingName(path)
    if (issue.expected === 'never')
      return { setting, text: `${setting}: ${refused.get(setting) ?? 'is not a setting.'}` }
    const isMissing = issue.type === 'strict_object' && issue.expected?.startsWith('"')
    const text = descriptionAt(schema, path) ?? 'is not of the right kind.'
    return {
      setting,
      text: `${setting === '' ? 'configuration' : setting}: ${isMissing ? 'is missing' : 'is wrong'}. ${text}`,
    }
  })
}

/** Settings that people look for and that this gateway refuses to have (OPS-2). */
const refused: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'cookies.domain': 'cannot be set: a __Host- cookie has no Domain (BFF-3).',
    'cookies.secure': 'cannot be set: cookies are always Secure (BFF-2).',
    'cookies.httpOnly': 'cannot be set: cookies are always HttpOnly (BFF-2).',
    'cookies.sameSite': 'cannot be set: cookies are SameSite=Strict (BFF-4).',
    csrf: 'cannot be set: the defence against forged requests is always on (CSRF-1).',
    cors: 'cannot be set: application and gateway are one origin (CSRF-3).',
    pkce: 'cannot be set: PKCE is always S256 (AUTHZ-1).',
  }),
)

/** The nearest description on the way to a setting. */
function descriptionAt(schema: v.GenericSchema, path: readonly (string | number)[]): string | undefined {
  const own = v.getDescription(schema)
  const inner =
    path.length === 0
      ? undefined
      : childrenOf(schema, path[0]).map((child) => descriptionAt(child, path.slice(1)))
  return (
    inner?.find((text) => text !== undefined) ??
    own ??
    (path.length === 0 ? wrappedIn(schema).map(v.getDescription)[0] : undefined)
  )
}

/** The parts of a valibot schema that matter here; its types do not tell which kind a generic schema is. */
interface Parts {
  readonly entries?: Readonly<Record<string, v.GenericSchema>>
  readonly item?: v.GenericSchema
  readonly wrapped?: v.GenericSchema
  readonly options?: readonly (v.GenericSchema | string)[]
}

function wrappedIn(schema: v.GenericSchema): readonly v.GenericSchema[] {
  const { wrapped } = schema as Parts
  return wrapped === undefined ? [] : [wrapped]
}

function childrenOf(schema: v.GenericSchema, key: string | number | undefined): readonly v.GenericSchema[] {
  const { entries, item, options } = schema as Parts
  const through = [...wrappedIn(schema), ...(options ?? []).filter((option) => typeof option !== 'string')]
  const here = typeof key === 'number' ? item : entries?.[String(key)]
  return [...(here === undefined ? [] : [here]), ...through.flatMap((next) => childrenOf(next, key))]
}
