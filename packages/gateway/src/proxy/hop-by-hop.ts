/** RFC 9110 §7.6.1: they speak of one connection and are never passed on; nor are those that `Connection` names. */
const always = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const alone: ReadonlySet<string> = new Set(always)

export function hopByHop(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || /^(?:keep-alive|close)$/i.test(connection)) return alone
  return new Set([...always, ...connection.split(',').map((name) => name.trim().toLowerCase())])
}
