/** Maps and bytes in JSON, under keys that no ZITADEL data uses. */
const mapKey = '$map'
const bytesKey = '$bytes'

/** State as JSON text; `parseState` of it is the same state. */
export function stringifyState(state: unknown): string {
  return JSON.stringify(state, function (this: Record<string, unknown>, key) {
    // Not the second argument: a Buffer has turned itself into something else before it gets there.
    const value = this[key]
    if (value instanceof Map) return { [mapKey]: [...value] }
    if (value instanceof Uint8Array) return { [bytesKey]: Buffer.from(value).toString('base64url') }
    return value
  })
}

export function parseState(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    if (mapKey in value && Array.isArray(value[mapKey])) return new Map(value[mapKey])
    if (bytesKey in value && typeof value[bytesKey] === 'string') {
      return new Uint8Array(Buffer.from(value[bytesKey], 'base64url'))
    }
    return value
  })
}
