import { isLoopbackHost } from '@postern/protocol'
import type { Problem } from './problems.ts'
import type { WrittenConfig } from './schema.ts'

/** Paths that are the gateway's own. */
const ownPrefix = '/auth'

/**
 * What one setting demands of another. Parts that the schema refused are absent here, so every rule looks only at what is there, and
 * all problems can be told at once.
 */
export function rulesBroken(given: Partial<WrittenConfig>): readonly Problem[] {
  return [
    ...transport(given),
    ...flows(given),
    ...scopes(given),
    ...session(given),
    ...proxies(given),
    ...attempts(given),
    ...keys(given),
    ...routes(given),
    ...guards(given),
  ]
}

const problem = (setting: string, should: string): Problem => ({ setting, text: `${setting}: ${should}` })

/** Plain http only to this machine, and only where that was asked for (DISC-2, OPS-2). */
function* transport({
  publicOrigin,
  issuer,
  redirectUri,
  routes: all,
  guards: heard,
  logoutToken,
  allowInsecureLoopback,
}: Partial<WrittenConfig>) {
  const addresses: readonly (readonly [string, string | undefined])[] = [
    ['publicOrigin', publicOrigin],
    ['issuer', issuer],
    ['redirectUri', redirectUri],
    ...(logoutToken?.issuers ?? []).map((each, index) => [`logoutToken.issuers[${index}]`, each] as const),
    ...(all ?? []).map(({ upstream }, index) => [`routes[${index}].upstream`, upstream] as const),
    ...(heard ?? []).map(({ url }, index) => [`guards[${index}].url`, url] as const),
  ]
  for (const [setting, address] of addresses) {
    if (typeof address !== 'string' || !URL.canParse(address)) continue
    const { protocol, hostname } = new URL(address)
    if (protocol === 'https:') continue
    if (protocol !== 'http:') yield problem(setting, 'should begin with https://')
    else if (!isLoopbackHost(hostname))
      yield problem(setting, 'should begin with https://: plain http leaves this machine')
    else if (allowInsecureLoopback !== true)
      yield problem(setting, 'should begin with https://, or allowInsecureLoopback should be true')
  }
}

function* flows({ flows: allowed }: Partial<WrittenConfig>) {
  if (!Array.isArray(allowed)) return
  for (const [index, flow] of allowed.entries()) {
    if (flow !== 'back_channel')
      yield problem(`flows[${index}]`, `${flow} is not in this version; only back_channel is`)
    else if (allowed.indexOf(flow) !== index) yield problem(`flows[${index}]`, 'stands twice')
  }
}

function* scopes({ scopes: asked }: Partial<WrittenConfig>) {
  if (!Array.isArray(asked)) return
  if (!asked.includes('openid')) yield problem('scopes', 'should hold openid')
  if (asked.includes('offline_access'))
    yield problem('scopes', 'should not hold offline_access: sessions are renewed by minting')
}

function* session({ session: limits, settingsCacheSeconds = 0 }: Partial<WrittenConfig>) {
  if (limits === undefined) return
  const { idleSeconds, absoluteSeconds, touchSeconds, policyCheckSeconds } = limits
  if (idleSeconds > absoluteSeconds)
    yield problem('session.idleSeconds', 'should not be more than session.absoluteSeconds')
  if (touchSeconds >= idleSeconds)
    yield problem('session.touchSeconds', 'should be less than session.idleSeconds')
  if (policyCheckSeconds <= settingsCacheSeconds)
    yield problem('session.policyCheckSeconds', 'should be more than settingsCacheSeconds')
}

/** A list of proxies without the field that they write would make all users one address; the field without a list means nothing. */
function* proxies({ trustedProxies, clientAddressHeader }: Partial<WrittenConfig>) {
  if (!Array.isArray(trustedProxies)) return
  if (trustedProxies.length > 0 && clientAddressHeader === undefined)
    yield problem('clientAddressHeader', 'should be said, because trustedProxies are')
  if (trustedProxies.length === 0 && clientAddressHeader !== undefined)
    yield problem('trustedProxies', 'should be said, because clientAddressHeader is')
}

function* attempts({ attempts: limits }: Partial<WrittenConfig>) {
  if (limits === undefined) return
  for (const name of ['perName', 'perNameAndAddress', 'perAddress', 'perNetwork', 'perDevice'] as const) {
    const { windowSeconds, pauseSeconds = windowSeconds } = limits[name]
    if (pauseSeconds < windowSeconds)
      yield problem(`attempts.${name}.pauseSeconds`, `should not be less than attempts.${name}.windowSeconds`)
  }
  if (limits.failuresInARow < limits.perName.tries)
    yield problem('attempts.failuresInARow', 'should not be less than attempts.perName.tries')
  const { startMs, leastMs, mostMs } = limits.refusal
  if (startMs < leastMs || startMs > mostMs)
    yield problem('attempts.refusal.startMs', 'should lie between attempts.refusal.leastMs and .mostMs')
}

function* keys({ deploymentKeys }: Partial<WrittenConfig>) {
  if (!Array.isArray(deploymentKeys)) return
  const ids = deploymentKeys.map(({ id }) => id)
  for (const [index, id] of ids.entries())
    if (ids.indexOf(id) !== index)
      yield problem(`deploymentKeys[${index}].id`, 'should differ from all others')
}

function* routes({ routes: all }: Partial<WrittenConfig>) {
  if (!Array.isArray(all)) return
  const paths = all.map(({ path }) => path)
  for (const [index, { webSocket, methods }] of all.entries())
    if (webSocket === true && !methods.includes('GET'))
      yield problem(`routes[${index}].webSocket`, 'should be false, or GET should be among the methods')
  for (const [index, path] of paths.entries()) {
    const setting = `routes[${index}].path`
    if (typeof path !== 'string') continue
    if (paths.indexOf(path) !== index)
      yield problem(setting, 'should differ from all others: one route has one service (PROXY-1)')
    if (path === ownPrefix || path.startsWith(`${ownPrefix}/`))
      yield problem(setting, `should not be below ${ownPrefix}, which is the gateway's own`)
  }
}

function* guards({ guards: all }: Partial<WrittenConfig>) {
  if (!Array.isArray(all)) return
  const urls = all.map(({ url }) => url)
  for (const [index, url] of urls.entries())
    if (urls.indexOf(url) !== index) yield problem(`guards[${index}].url`, 'should differ from all others')
}
