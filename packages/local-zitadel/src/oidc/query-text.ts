/** Escapes one value as Go's `url.QueryEscape` does, so that answers are the original's to the byte. */
export function escapeQuery(value: string): string {
  return encodeURIComponent(value)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Parameters in alphabetical order, as Go's `url.Values` writes them. */
export function writeQuery(parameters: ReadonlyMap<string, readonly string[]>): string {
  return [...parameters.keys()]
    .toSorted()
    .flatMap((name) =>
      (parameters.get(name) ?? []).map((value) => `${escapeQuery(name)}=${escapeQuery(value)}`),
    )
    .join('&')
}

/** Adds parameters to the query of a URI that may be relative: its own are kept, all are sorted anew. */
export function addToQuery(uri: string, added: Readonly<Record<string, string>>): string {
  const { before, query, fragment } = splitUri(uri)
  const parameters = new Map<string, string[]>()
  for (const [name, value] of [...new URLSearchParams(query), ...Object.entries(added)]) {
    parameters.set(name, [...(parameters.get(name) ?? []), value])
  }
  return `${before}?${writeQuery(parameters)}${fragment}`
}

/** Puts parameters into the fragment of a URI, in the place of the one it had. */
export function putIntoFragment(uri: string, parameters: Readonly<Record<string, string>>): string {
  const fragment = writeQuery(new Map(Object.entries(parameters).map(([name, value]) => [name, [value]])))
  return `${uri.split('#')[0] ?? ''}#${fragment}`
}

function splitUri(uri: string): { before: string; query: string; fragment: string } {
  const hash = uri.indexOf('#')
  const fragment = hash < 0 ? '' : uri.slice(hash)
  const rest = hash < 0 ? uri : uri.slice(0, hash)
  const mark = rest.indexOf('?')
  return mark < 0
    ? { before: rest, query: '', fragment }
    : { before: rest.slice(0, mark), query: rest.slice(mark + 1), fragment }
}
