import { parseSync } from 'oxc-parser'

interface Node {
  readonly type: string
  readonly start: number
  readonly [member: string]: unknown
}

/**
 * Casts that could pass something else for a proof of sufficiency, by the syntax tree: to the type itself, under whatever name it
 * was imported or aliased; to `any` or `never`, which fit everywhere; and of a value that was cast to `unknown` first.
 */
export function forbiddenCasts(path: string, text: string, proof = 'SufficientAttempt'): readonly string[] {
  if (!text.includes(proof) && !/\b(?:any|never|unknown)\b/.test(text)) return []
  const { errors, program } = parseSync(path, text)
  if (errors.length > 0) return [`${path} does not parse`]
  const nodes = [...nodesOf(program)]
  const names = namesOf(nodes, proof)
  return nodes.flatMap((node) => {
    if (node.type !== 'TSAsExpression' && node.type !== 'TSTypeAssertion') return []
    const problem = problemOf(node, names)
    return problem === null ? [] : [`${path}:${lineOf(text, node.start)} ${problem}`]
  })
}

function problemOf(cast: Node, names: ReadonlySet<string>): string | null {
  const to = [...nodesOf(cast['typeAnnotation'])]
  if (to.some((node) => names.has(nameOf(node)))) return 'casts to a proof of sufficiency'
  if (to[0]?.type === 'TSAnyKeyword' || to[0]?.type === 'TSNeverKeyword') return 'casts to any or never'
  const [inner] = [...nodesOf(cast['expression'])]
  const isTwice = inner !== undefined && (inner.type === 'TSAsExpression' || inner.type === 'TSTypeAssertion')
  return isTwice && [...nodesOf(inner['typeAnnotation'])][0]?.type === 'TSUnknownKeyword'
    ? 'casts by way of unknown'
    : null
}

/** The type's own name, what it is imported as, and every alias that is made of one of these. */
function namesOf(nodes: readonly Node[], proof: string): ReadonlySet<string> {
  const names = new Set([proof])
  for (const node of nodes) {
    if (node.type === 'ImportSpecifier' && nameOf(node['imported']) === proof)
      names.add(nameOf(node['local']))
  }
  for (let known = 0; known < names.size; ) {
    known = names.size
    for (const node of nodes) {
      if (node.type !== 'TSTypeAliasDeclaration') continue
      if ([...nodesOf(node['typeAnnotation'])].some((part) => names.has(nameOf(part))))
        names.add(nameOf(node['id']))
    }
  }
  return names
}

function nameOf(node: unknown): string {
  return isNode(node) && node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : ''
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item)
  if (!isNode(value)) return
  yield value
  for (const member of Object.values(value)) yield* nodesOf(member)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length
