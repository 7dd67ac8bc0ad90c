import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.ts'

interface Dependency {
  readonly name: string
  readonly version: string
}

/**
 * The table "Dependencies" of ARCHITECTURE.md equals the `package.json` files: every package that is not ours, its exact version, one
 * line of reason.
 */
export function checkDependencies(): readonly string[] {
  const used = usedDependencies()
  const explained = explainedDependencies(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'))
  return [
    ...used
      .filter(({ version }) => !/^\d+\.\d+\.\d+/.test(version))
      .map(({ name, version }) => `${name}: ${version} is not an exact version`),
    ...used
      .filter(({ name, version }) => explained.get(name)?.version !== version)
      .map(({ name, version }) => `ARCHITECTURE.md has no line for ${name} ${version}`),
    ...[...explained.keys()]
      .filter((name) => !used.some((dependency) => dependency.name === name))
      .map((name) => `ARCHITECTURE.md explains ${name}, which no package.json names`),
    ...[...explained]
      .filter(([, { reason }]) => reason.length < 12)
      .map(([name]) => `${name}: no reason is given`),
  ]
}

function usedDependencies(): readonly Dependency[] {
  const manifests = [
    'package.json',
    ...globSync('{packages/*,examples/newsroom/*}/package.json', { cwd: root }),
  ]
  const all = manifests.flatMap((path) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, path), 'utf8'),
    ) as Record<string, Record<string, string> | undefined>
    return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  })
  const ours = (name: string): boolean => name.startsWith('@postern/')
  const unique = new Map(
    all.filter(([name]) => !ours(name)).map(([name, version]) => [`${name}@${version}`, { name, version }]),
  )
  return [...unique.values()]
}

function explainedDependencies(markdown: string): ReadonlyMap<string, { version: string; reason: string }> {
  const section = /^## Dependencies$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(markdown)?.[1] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)]
  return new Map(
    rows.map(([, name = '', version = '', reason = '']) => [
      name,
      { version: version.trim(), reason: reason.trim() },
    ]),
  )
}
