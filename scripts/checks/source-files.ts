import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'
import { grounds, rooms } from '../rooms.ts'

export const root = resolve(import.meta.dirname, '../..')

export interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
  readonly line: number
}

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  /** A room's name, or the name of a ground such as `scripts`. */
  readonly room: string
  readonly isTest: boolean
  readonly text: string
  readonly imports: readonly Import[]
}

/** Every TypeScript file of ours, parsed. */
export function readSourceFiles(): readonly SourceFile[] {
  const folders = [
    ...Object.entries(rooms).map(([room, { folder }]) => [room, folder] as const),
    ...Object.keys(grounds).map((ground) => [ground, ground] as const),
  ]
  return folders.flatMap(([room, folder]) =>
    listFiles(join(root, folder)).map((path) => readSourceFile(path, room)),
  )
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'recordings'].includes(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return listFiles(path)
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

function readSourceFile(absolute: string, room: string): SourceFile {
  const path = relative(root, absolute).split(sep).join(posix.sep)
  const text = readFileSync(absolute, 'utf8')
  const { module, errors } = parseSync(absolute, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message ?? 'cannot be parsed'}`)
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length
  const imports: Import[] = module.staticImports.map((found) => ({
    specifier: found.moduleRequest.value,
    typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
    line: lineOf(found.start),
  }))
  for (const found of module.staticExports)
    for (const entry of found.entries)
      if (entry.moduleRequest)
        imports.push({
          specifier: entry.moduleRequest.value,
          typeOnly: entry.isType,
          line: lineOf(entry.start),
        })
  for (const found of module.dynamicImports) {
    const literal = /^(['"])([^'"]*)\1$/.exec(text.slice(found.moduleRequest.start, found.moduleRequest.end))
    if (literal?.[2] !== undefined)
      imports.push({ specifier: literal[2], typeOnly: false, line: lineOf(found.start) })
  }
  return { path, room, isTest: isTestPath(path), text, imports }
}

function isTestPath(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /\/test\//.test(path)
}

/** The file that a relative import names, from the root; `undefined` for a package. */
export function resolveRelative(from: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return posix.normalize(posix.join(dirname(from.path).split(sep).join(posix.sep), specifier))
}

/** `@postern/login` to `login`; `undefined` for a package that is not ours. */
export function roomOfPackage(specifier: string): string | undefined {
  const name = /^@postern\/(?:example-)?([a-z-]+)/.exec(specifier)?.[1]
  return name !== undefined && name in rooms ? name : undefined
}
