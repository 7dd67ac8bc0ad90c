import type { Instance } from '../state/model.ts'
import { type CompleteSeed, projectsOf } from './seed.ts'

/**
 * Brings the addresses that a seed names into the applications of that name in a kept instance: the port of an application may have
 * changed since the last start. Redirect URIs, also those after a log-out, are added; the address for back-channel logout is one, so it is replaced. Everything else
 * that the seed says counts for a first start only.
 */
export function renewSeededAddresses(instance: Instance, seed: CompleteSeed): boolean {
  let changed = false
  for (const given of projectsOf(seed).flatMap(({ applications }) => applications)) {
    if (given.type !== 'oidc') continue
    const known = [...instance.applications.values()].find((one) => one.name === given.name)?.oidc
    if (known === undefined) continue
    const added =
      addMissing(known.redirectUris, given.redirectUris) +
      addMissing(known.postLogoutRedirectUris, given.postLogoutRedirectUris)
    const logoutUri = given.backChannelLogoutUri ?? known.backChannelLogoutUri
    changed ||= added > 0 || known.backChannelLogoutUri !== logoutUri
    known.backChannelLogoutUri = logoutUri
  }
  return changed
}

function addMissing(known: string[], given: readonly string[]): number {
  const missing = given.filter((uri) => !known.includes(uri))
  known.push(...missing)
  return missing.length
}
