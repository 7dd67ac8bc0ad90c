/** Keeps nothing from one text to the next: it is never asked for a part of one. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads a JSON text in UTF-8 as `parseJson` does, and takes no byte order mark and no object with the same member twice: two readers
 * of such a text may see two different things (RFC 8259 §4, RFC 7515 §4). Anything that is not such a text is `undefined`.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = utf8.decode(bytes)
    const value: unknown = JSON.parse(text)
    // of a member that stands twice the value has only one
    return writtenMembers(text) === membersOf(value) ? value : undefined
  } catch {
    return undefined
  }
}

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a]

/** How many members a text has that was parsed before: so many colons stand outside of its strings (RFC 8259 §4). */
function writtenMembers(json: string): number {
  let count = 0
  let isInString = false
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charCodeAt(at)
    // only strings hold one, before what it escapes
    if (character === backslash) at += 1
    else if (character === quote) isInString = !isInString
    else if (character === colon && !isInString) count += 1
  }
  return count
}

/** How many members a parsed value has, all objects in it included; without recursion, so that no depth of nesting matters. */
function membersOf(root: unknown): number {
  let count = 0
  const waiting = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    const values = Array.isArray(next) ? next : Object.values(next)
    if (!Array.isArray(next)) count += values.length
    for (const value of values) if (typeof value === 'object' && value !== null) waiting.push(value)
  }
  return count
}
