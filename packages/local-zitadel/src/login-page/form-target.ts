/**
 * What a content security policy calls the place where a form ends: its origin, or its scheme where it has none or an IPv6 address, which a
 * policy cannot name. Nothing for what would not be one source expression.
 */
export function formTargetOf(uri: string): readonly string[] {
  if (!URL.canParse(uri)) return []
  const { protocol, host } = new URL(uri)
  const hasOrigin = /^https?:$/.test(protocol) && !host.startsWith('[')
  const target = hasOrigin ? `${protocol}//${host}` : protocol
  return /^[a-z0-9+.\-:/]+$/i.test(target) ? [target] : []
}
