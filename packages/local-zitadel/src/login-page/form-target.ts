/**
 * What a content security policy calls the place where a form ends: its origin, or its scheme where it has none. Nothing for what would not
 * be one source expression.
 */
export function formTargetOf(uri: string): readonly string[] {
  if (!URL.canParse(uri)) return []
  const { protocol, host } = new URL(uri)
  const target = protocol === 'http:' || protocol === 'https:' ? `${protocol}//${host}` : protocol
  return /^[a-z0-9+.\-:/[\]]+$/i.test(target) ? [target] : []
}
