import type { Instance } from '../state/model.ts'
import type { CompleteSeed } from './seed.ts'

/**
 * Brings the addresses that a seed names into the applications of that name in a kept instance: the port of an application may have
 * changed since the last start. Redirect URIs are added; the address for back-channel logout is one, so it is replaced. Everything else
 * that the seed says counts for a first start only.
 */
export function renewSeededAddresses(instance: Instance, seed: CompleteSeed): boolean {
  let changed = false
  for (const given of seed.project?.applications ?? []) {
    if (given.type !== 'oidc') continue
    const known = [...instance.applications.values()].find((one) => one.name === given.name)?.oidc
    if (known === undefined) continue
    const missing = given.redirectUris.filter((uri) => !known.redirectUris.includes(uri))
    known.redirectUris.push(...missing)
    const logoutUri = given.backChannelLogoutUri ?? known.backChannelLogoutUri
    changed ||= missing.length > 0 || known.backChannelLogoutUri !== logoutUri
    known.backChannelLogoutUri = logoutUri
  }
  return changed
}
