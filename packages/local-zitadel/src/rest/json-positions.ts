/** A JSON value that remembers where it stood, so that the original's parser messages with line and column can be given. */
export type JsonNode =
  | {
      readonly kind: 'object'
      readonly at: number
      readonly entries: readonly { key: string; keyAt: number; value: JsonNode }[]
    }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly at: number; readonly raw: string }

/** Reads text that `JSON.parse` took already: no error is possible here. */
export function readPositions(text: string): JsonNode {
  let at = 0
  const skip = () => {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at++
  }
  const raw = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const string = () => raw(/"(?:[^"\\]|\\.)*"/y)
  const read = (): JsonNode => {
    skip()
    const start = at
    const first = text[at]
    if (first === '{') return { kind: 'object', at: start, entries: entries() }
    if (first === '[') return { kind: 'array', at: start, items: items() }
    if (first === '"') return { kind: 'string', at: start, raw: string() }
    const word = raw(/[^\s,\]}]+/y)
    return {
      kind: word === 'null' ? 'null' : /^[tf]/.test(word) ? 'boolean' : 'number',
      at: start,
      raw: word,
    }
  }
  const entries = () => {
    const found: { key: string; keyAt: number; value: JsonNode }[] = []
    for (at++, skip(); text[at] !== '}'; skip()) {
      if (text[at] === ',') at++
      skip()
      const keyAt = at
      const key: unknown = JSON.parse(string())
      skip()
      at++
      found.push({ key: String(key), keyAt, value: read() })
      skip()
    }
    at++
    return found
  }
  const items = () => {
    const found: JsonNode[] = []
    for (at++, skip(); text[at] !== ']'; skip()) {
      if (text[at] === ',') at++
      found.push(read())
      skip()
    }
    at++
    return found
  }
  return read()
}

/** `line 1:49`, counted from one as the original does. */
export function positionOf(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `line ${line}:${at - before.lastIndexOf('\n')}`
}
