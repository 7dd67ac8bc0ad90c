import type { Newsroom } from './newsroom.ts'
import type { Seen } from './observe.ts'

/**
 * Looks for tokens without being told any: by shape (a JWT, a JWE, a PEM key), and by asking the issuer of every opaque string
 * whether it takes it for anything: an access token, a session token, a refresh token, a code.
 */
export async function findTokens(seen: readonly Seen[], newsroom: Newsroom): Promise<readonly string[]> {
  const candidates = new Map<string, string>()
  for (const { where, text } of seen)
    for (const form of formsOf(text))
      for (const candidate of opaqueStrings(form))
        candidates.set(candidate, candidates.get(candidate) ?? where)
  const shaped = [...candidates]
    .filter(([text]) => hasTokenShape(text))
    .map(([text, where]) => `${where}: ${masked(text)} has the shape of a token`)
  const taken = await Promise.all(
    [...candidates].map(async ([text, where]) =>
      (await isTaken(text, newsroom)) ? `${where}: the issuer takes ${masked(text)}` : [],
    ),
  )
  return [...shaped, ...taken.flat()]
}

/** The text as it is, and as it would be if somebody had encoded it on the way out. */
function formsOf(text: string): readonly string[] {
  const decoded = [text]
  try {
    decoded.push(decodeURIComponent(text))
  } catch {
    // Not URL-encoded, then.
  }
  for (const run of text.match(/[A-Za-z0-9+/_-]{40,}={0,2}/g) ?? []) {
    const bytes = Buffer.from(run, 'base64').toString('latin1')
    if (/^[\x20-\x7e]{30,}$/.test(bytes)) decoded.push(bytes)
  }
  return decoded
}

function opaqueStrings(text: string): readonly string[] {
  return (text.match(/[A-Za-z0-9_~+/=-]{8,}(?:\.[A-Za-z0-9_~+/=-]*){0,4}/g) ?? []).filter(
    (run) => run.length >= 40 && run.length <= 4096,
  )
}

export function hasTokenShape(text: string): boolean {
  return /^eyJ[\w-]{10,}\.[\w-]*\.[\w-]+(?:\.[\w-]+\.[\w-]+)?$/.test(text) || /PRIVATE KEY/.test(text)
}

async function isTaken(text: string, newsroom: Newsroom): Promise<boolean> {
  const bearer = { authorization: `Bearer ${text}` }
  const api = newsroom.credential('newsroom-api-secret.json')
  const basic = {
    authorization: `Basic ${Buffer.from(`${api['clientId']}:${api['clientSecret']}`).toString('base64')}`,
  }
  const [userinfo, permissions, introspection] = await Promise.all([
    fetch(`${newsroom.issuer}/oidc/v1/userinfo`, { headers: bearer }),
    fetch(`${newsroom.issuer}/auth/v1/permissions/zitadel/me/_search`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: '{}',
    }),
    fetch(`${newsroom.issuer}/oauth/v2/introspect`, {
      method: 'POST',
      headers: basic,
      body: new URLSearchParams({ token: text }),
    }),
  ])
  const { active } = (await introspection.json()) as { active?: unknown }
  return userinfo.ok || permissions.status !== 401 || active === true
}

function masked(text: string): string {
  return `${text.slice(0, 6)}… (${text.length} characters)`
}
