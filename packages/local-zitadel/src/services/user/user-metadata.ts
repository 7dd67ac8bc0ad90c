import type { User } from '../../state/model.ts'

/** Sets entries of a user's metadata; an empty value is accepted and not stored, the same again is no change (contract 6.6, R). */
export function setMetadata(
  user: User,
  entries: readonly { readonly key: string; readonly value: Uint8Array }[],
  now: number,
): void {
  for (const { key, value } of entries) {
    const known = user.metadata.get(key)
    if (value.length === 0 || (known !== undefined && Buffer.from(value).equals(known.value))) continue
    user.metadata.set(key, { value, createdAt: known?.createdAt ?? now, changedAt: now })
  }
}
