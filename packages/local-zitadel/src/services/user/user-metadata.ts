import type { User } from '../../state/model.ts'

/** Sets entries of a user's metadata; an empty value is accepted and not stored (contract 6.6, R). */
export function setMetadata(
  user: User,
  entries: readonly { readonly key: string; readonly value: Uint8Array }[],
  now: number,
): void {
  for (const { key, value } of entries) {
    if (value.length === 0) continue
    user.metadata.set(key, { value, createdAt: user.metadata.get(key)?.createdAt ?? now, changedAt: now })
  }
}
