import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { forTestsOnly, grounds, rooms, tests, typesOnly } from '../rooms.ts'
import { type SourceFile, readSourceFiles, resolveRelative, roomOfPackage, root } from './source-files.ts'

/** Every import against the tables of `rooms.ts`; then no cycle between files, type-only imports included. */
export function checkEdges(files: readonly SourceFile[] = readSourceFiles()): readonly string[] {
  return [...files.flatMap(forbiddenImports), ...cycles(files)]
}

function forbiddenImports(file: SourceFile): readonly string[] {
  return file.imports.flatMap(({ specifier, typeOnly, line }) => {
    const at = `${file.path}:${line}`
    const relative = resolveRelative(file, specifier)
    if (relative !== undefined) return relativeProblem(file, relative, at)
    const to = roomOfPackage(specifier)
    if (to === undefined) return undeclaredPackage(file, specifier, at)
    if (to === file.room) return file.isTest ? [] : [`${at} imports its own package by name: import the file`]
    if (file.isTest) return []
    const { imports, because } = rooms[file.room] ?? grounds[file.room] ?? tests
    if (!imports.includes(to)) return [`${at} imports ${to}: ${because}`]
    if (forTestsOnly.includes(to) && file.room in rooms && file.room !== 'cli')
      return [`${at} imports ${to}, which is for tests only`]
    const mustBeTypes = typesOnly.some(([from, target]) => from === file.room && target === to)
    return mustBeTypes && !typeOnly ? [`${at} imports code of ${to}: ${because}`] : []
  })
}

function relativeProblem(file: SourceFile, target: string, at: string): readonly string[] {
  const folder = rooms[file.room]?.folder ?? file.room
  if (!target.startsWith(`${folder}/`) && file.room in rooms)
    return [`${at} leaves its package by a path: use the package's name`]
  if (!file.isTest && /\/test\//.test(target)) return [`${at} imports a test`]
  return []
}

function undeclaredPackage(file: SourceFile, specifier: string, at: string): readonly string[] {
  if (specifier.startsWith('node:')) {
    if (file.room === 'browser' && !file.isTest)
      return [`${at} imports ${specifier} in the browser's package`]
    return builtinModules.includes(specifier.slice(5)) || builtinModules.includes(specifier)
      ? []
      : [`${at} imports ${specifier}, which does not exist`]
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const own = manifest(rooms[file.room]?.folder ?? '.')
  const shipped = { ...own.dependencies, ...own.peerDependencies }
  const known =
    file.isTest || !(file.room in rooms)
      ? { ...shipped, ...own.devDependencies, ...manifest('.').devDependencies }
      : { ...shipped, ...(rooms[file.room]?.folder.startsWith('examples/') ? own.devDependencies : {}) }
  return name in known ? [] : [`${at} imports ${name}, which its package.json does not name`]
}

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
}

const manifests = new Map<string, Manifest>()

function manifest(folder: string): Manifest {
  const known = manifests.get(folder)
  if (known) return known
  const path = join(root, folder, 'package.json')
  const read = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {}
  manifests.set(folder, read)
  return read
}

function cycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`)
      return
    }
    const file = byPath.get(path)
    if (!file || done.has(path)) return
    for (const { specifier } of file.imports) {
      const next = resolveRelative(file, specifier)
      if (next !== undefined) visit(next, [...trail, path])
    }
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}
