/** One field, enum value or method of a schema. */
export interface Line {
  readonly label: 'repeated' | 'optional' | undefined
  readonly words: readonly string[]
  readonly number: number
  readonly oneof?: { readonly name: string; readonly required: boolean }
  readonly rules: SchemaRules
}

export interface SchemaRules {
  readonly min?: number
  readonly max?: number
  readonly required?: boolean
  readonly route?: string
  readonly permission?: string
}

export interface Block {
  readonly kind: 'message' | 'enum' | 'service'
  readonly name: string
  readonly lines: readonly Line[]
}

/**
 * Reads the notation of the schemas here, one thing per line:
 *
 * ```
 * message CreateProjectRequest
 *   string organization_id = 1 {1..200}
 *   optional string project_id = 2 {1..200}
 *   oneof resource! bool instance = 3
 * enum OIDCTokenType
 *   OIDC_TOKEN_TYPE_BEARER = 0
 * service ProjectService
 *   CreateProject CreateProjectRequest CreateProjectResponse
 * ```
 *
 * `{1..200}` bounds the length of a string, `{required}` a message; `oneof name!` is a required oneof; a method may name its
 * `{permission=…}` and `{route=POST /v2/…}`.
 */
export function readSchema(text: string): Block[] {
  const blocks: { kind: Block['kind']; name: string; lines: Line[] }[] = []
  for (const raw of text.split('\n')) {
    const trimmed = raw.trim()
    if (trimmed === '') continue
    const head = /^(message|enum|service) ([\w.]+)$/.exec(trimmed)
    if (head) blocks.push({ kind: head[1] as Block['kind'], name: head[2] ?? '', lines: [] })
    else blocks.at(-1)?.lines.push(readLine(trimmed))
  }
  return blocks
}

function readLine(text: string): Line {
  const braces = [...text.matchAll(/\{([^}]+|[^}]*\{[^}]*\}[^}]*)\}(?=\s|$)/g)].map((match) => match[1] ?? '')
  const [left = '', right = ''] = text.replace(/\s\{.*$/, '').split(' = ')
  let words = left.split(/\s+/)
  let label: Line['label']
  let oneof: Line['oneof']
  if (words[0] === 'repeated' || words[0] === 'optional') {
    label = words[0]
    words = words.slice(1)
  } else if (words[0] === 'oneof') {
    const name = words[1] ?? ''
    oneof = { name: name.replace(/!$/, ''), required: name.endsWith('!') }
    words = words.slice(2)
  }
  return { label, words, number: Number(right || 0), rules: readRules(braces), ...(oneof ? { oneof } : {}) }
}

function readRules(braces: readonly string[]): SchemaRules {
  const found: { min?: number; max?: number; required?: boolean; route?: string; permission?: string } = {}
  for (const brace of braces) {
    const range = /^(\d*)\.\.(\d*)$/.exec(brace)
    if (range?.[1]) found.min = Number(range[1])
    if (range?.[2]) found.max = Number(range[2])
    if (brace === 'required') found.required = true
    if (brace.startsWith('route=')) found.route = brace.slice(6)
    if (brace.startsWith('permission=')) found.permission = brace.slice(11)
  }
  return found
}
