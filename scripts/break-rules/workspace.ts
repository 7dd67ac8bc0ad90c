import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../..')

const left = new Set(['.git', 'node_modules', 'dist', 'coverage', '.postern', '.cache', 'tmp'])

export interface Workspace {
  readonly path: string
  remove(): void
}

/**
 * A copy of the repository to break things in: the sources are copied, installed packages are links, and our own packages link to
 * the copy. The working tree is never written to.
 */
export function createWorkspace(): Workspace {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'break-rules-'))
  const remove = (): void => rmSync(path, { recursive: true, force: true })
  try {
    cpSync(root, path, { recursive: true, filter: (from) => from === root || !left.has(basename(from)) })
    linkPackages(join(root, 'node_modules'), join(path, 'node_modules'), path)
    for (const nested of nestedModules()) symlinkSync(join(root, nested), join(path, nested), 'junction')
    return { path, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Links everything that is installed; links to our own packages are made again, into the copy. */
function linkPackages(from: string, to: string, copy: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    if (name === '.cache' || name === '.vite' || name === '.vite-temp') continue
    const source = join(from, name)
    const isScope = name.startsWith('@') && !lstatSync(source).isSymbolicLink()
    if (isScope) {
      linkPackages(source, join(to, name), copy)
      continue
    }
    const target = lstatSync(source).isSymbolicLink() ? realpathSync(source) : source
    const own = relative(root, target)
    const isOwn = !own.startsWith('..') && !own.split(/[\\/]/).includes('node_modules')
    symlinkSync(isOwn ? join(copy, own) : source, join(to, name), 'junction')
  }
}

/** Packages that npm installed beside one workspace, because another version stands at the root. */
function nestedModules(): readonly string[] {
  const workspaces = readdirSync(join(root, 'packages')).map((name) => join('packages', name))
  return [...workspaces, 'examples/newsroom/api', 'examples/newsroom/web']
    .map((workspace) => join(workspace, 'node_modules'))
    .filter((folder) => lstatSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true)
}
