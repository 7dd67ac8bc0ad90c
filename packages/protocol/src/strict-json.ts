/**
 * Reads a JSON text in UTF-8 as `parseJson` does, and takes no byte order mark and no object with the same member twice: two readers
 * of such a text may see two different things (RFC 8259 §4, RFC 7515 §4). Anything that is not such a text is `undefined`.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return hasRepeatedMember(text) ? undefined : value
  } catch {
    return undefined
  }
}

/** Texts and structure; everything else of a text that was parsed before is of no interest here. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]/g

function hasRepeatedMember(json: string): boolean {
  // one set of names for each open object, `null` for an open list
  const open: (Set<string> | null)[] = []
  let nameComes = false
  for (const [token] of json.matchAll(tokens)) {
    const names = open.at(-1) ?? null
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token !== ',' && nameComes && names !== null) {
      const name = JSON.parse(token) as string
      if (names.has(name)) return true
      names.add(name)
    }
    nameComes = token === '{' || (token === ',' && names !== null)
  }
  return false
}
