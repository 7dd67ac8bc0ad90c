import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from '../pack.ts'
import { run } from './run.ts'
import { root } from './source-files.ts'

/** Each package packs, installs into an empty folder beside the others, and every door of it can be imported there. */
export async function checkPackages(): Promise<readonly string[]> {
  const packed = await packAll()
  const empty = mkdtempSync(join(tmpdir(), 'postern-doors-'))
  try {
    writeFileSync(join(empty, 'package.json'), '{"private":true,"type":"module"}')
    const peers = ['vitest', 'fastify', 'express', 'hono'].map((name) => `${name}@${versionOf(name)}`)
    const { ok, output } = await run(
      'npm',
      [
        'install',
        '--prefer-offline',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        ...packed.map(({ tarball }) => tarball),
        ...peers,
      ],
      { cwd: empty },
    )
    if (!ok) return [`the packages do not install:\n${output}`]
    const problems = await Promise.all(packed.map(({ name }) => importDoors(empty, name)))
    return problems.flat()
  } finally {
    rmSync(empty, { recursive: true, force: true })
  }
}

function versionOf(name: string): string {
  return (
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }
  ).version
}

async function importDoors(folder: string, name: string): Promise<readonly string[]> {
  const { exports } = JSON.parse(
    readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'),
  ) as {
    exports: Record<string, unknown>
  }
  const doors = Object.keys(exports)
    .filter((door) => door !== './package.json' && !door.endsWith('.json'))
    .map((door) => join(name, door))
  const script = doors.map((door) => `await import(${JSON.stringify(door)})`).join(';')
  // A test library refuses to be loaded outside of a test run: importing it is its users' tests' affair.
  if (name === '@postern/testkit') return []
  const { ok, output } = await run('node', ['--input-type=module', '-e', script], { cwd: folder })
  return ok ? [] : [`${name}: a door does not open: ${output.slice(0, 600)}`]
}
