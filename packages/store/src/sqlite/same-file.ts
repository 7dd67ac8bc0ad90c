import { statSync } from 'node:fs'
import { StoreError } from '../errors.ts'

/**
 * Tells whether the file of this name is still the one that was open when this was made. A write into one that was removed or replaced
 * succeeds, but no other process sees it, and it is gone with this one (LOGOUT-IS-FINAL).
 *
 * @returns a check that throws `STORE_REPLACED`
 */
export function sameFile(file: string): () => void {
  const opened = identityOf(file)
  return () => {
    if (identityOf(file) !== opened) throw new StoreError('STORE_REPLACED')
  }
}

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found && `${found.dev}:${found.ino}`
}
