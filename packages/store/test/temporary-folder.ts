import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder for one test, gone with it. */
export function aTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
