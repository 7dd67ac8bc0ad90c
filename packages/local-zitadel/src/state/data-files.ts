import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Thrown when a data folder holds something that this server did not write or cannot read. Nothing is overwritten. */
export class DataFolderError extends Error {}

/**
 * Writes a file of a folder so that a crash leaves the old or the new one, whole: mode 600, beside it first, flushed, then renamed over
 * it.
 */
export async function writeDataFile(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  const handle = await open(`${path}.new`, 'w', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${path}.new`, path)
}
