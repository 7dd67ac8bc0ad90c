import type { Instance } from '../state/model.ts'
import type { CompleteSeed } from './seed.ts'

/**
 * Brings redirect URIs that a seed names and a kept instance lacks into its applications of that name: the port of an application may
 * have changed since the last start. Everything else that the seed says counts for a first start only.
 */
export function addSeededRedirectUris(instance: Instance, seed: CompleteSeed): boolean {
  let changed = false
  for (const given of seed.project?.applications ?? []) {
    if (given.type !== 'oidc') continue
    const known = [...instance.applications.values()].find((one) => one.name === given.name)?.oidc
    const missing = given.redirectUris.filter(
      (uri) => known !== undefined && !known.redirectUris.includes(uri),
    )
    known?.redirectUris.push(...missing)
    changed ||= missing.length > 0
  }
  return changed
}
