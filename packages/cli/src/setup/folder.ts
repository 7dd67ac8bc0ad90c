import { createHash } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandError } from '../exit-codes.ts'

/** The folder that a set-up writes to: one level, nobody else's. */
export interface Folder {
  readonly path: string
  /** `null`: there is none of that name. */
  read(name: string): Promise<string | null>
  /** All of it or nothing of it, of mode 600, whatever stood there before; on disk before it resolves, unless that is not needed. */
  write(name: string, text: string, need?: 'on_disk' | 'soon'): Promise<void>
  /** Takes a file out of the way without losing it, and says under which name it is now. */
  moveAside(name: string): Promise<string>
  remove(name: string): Promise<void>
  /** Removes the folder if nothing is left in it. */
  removeIfEmpty(): Promise<void>
}

/** Made with mode 700 when the first file is written. Rejects with `cannotCreate`. */
export function createFolder(path: string): Folder {
  const at = (name: string): string => join(path, name)
  const told = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      throw new CommandError('cannotCreate', `${what} is not possible`, { cause })
    }
  }
  return {
    path,
    async read(name) {
      try {
        return await readFile(at(name), 'utf8')
      } catch (error) {
        if (isMissing(error)) return null
        throw new CommandError('input', `${at(name)} cannot be read`, { cause: error })
      }
    },
    write: (name, text, need = 'on_disk') =>
      told(`writing ${at(name)}`, async () => {
        await mkdir(path, { recursive: true, mode: 0o700 })
        const draft = at(`.${name}.new`)
        await rm(draft, { force: true })
        const file = await open(draft, 'wx', 0o600)
        try {
          await file.writeFile(text)
          if (need === 'on_disk') await file.sync()
        } finally {
          await file.close()
        }
        await rename(draft, at(name))
      }),
    moveAside: (name) =>
      told(`moving ${at(name)} aside`, async () => {
        await rename(at(name), at(`${name}.old`))
        await chmod(at(`${name}.old`), 0o600)
        return `${name}.old`
      }),
    remove: (name) => told(`removing ${at(name)}`, () => rm(at(name), { force: true })),
    removeIfEmpty: () => rmdir(path).catch(() => undefined),
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** By which a file is known again. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
