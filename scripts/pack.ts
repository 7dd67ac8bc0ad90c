import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { rooms } from './rooms.ts'
import { run } from './checks/run.ts'
import { root } from './checks/source-files.ts'

/**
 * Makes the published form of every package below `.cache/pack`: `dist` emitted by `tsc`, a `package.json` whose doors lead
 * there. In the repository the doors lead to the sources, so that nothing needs a build while developing.
 *
 * Packages are built in the order of their edges, each against the built form of the ones before it: what compiles here compiles for
 * a user.
 */
export async function packAll(): Promise<readonly { readonly name: string; readonly tarball: string }[]> {
  const stage = join(root, '.cache/pack')
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(join(stage, 'node_modules/@postern'), { recursive: true })
  const packed = []
  for (const room of published()) packed.push(await packOne(room, stage))
  return packed
}

function published(): readonly string[] {
  const left = Object.keys(rooms).filter((room) => rooms[room]?.folder.startsWith('packages/'))
  const ordered: string[] = []
  const place = (room: string): void => {
    if (ordered.includes(room)) return
    for (const needed of rooms[room]?.imports ?? []) place(needed)
    ordered.push(room)
  }
  for (const room of left) place(room)
  return ordered
}

async function packOne(room: string, stage: string): Promise<{ name: string; tarball: string }> {
  const from = join(root, rooms[room]?.folder ?? '')
  const to = join(stage, room)
  cpSync(join(from, 'src'), join(to, 'src'), {
    recursive: true,
    filter: (path) => !/\.test\.tsx?$/.test(path),
  })
  for (const extra of ['bin', 'README.md'])
    if (existsSync(join(from, extra))) cpSync(join(from, extra), join(to, extra), { recursive: true })
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'))
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
    name: string
    exports: Record<string, string>
  }
  const built = Object.fromEntries(
    Object.entries(manifest.exports).map(([door, source]) => {
      const file = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
      return [door, source.endsWith('.ts') ? { types: `${file}.d.ts`, default: `${file}.js` } : source]
    }),
  )
  writeFileSync(
    join(to, 'package.json'),
    JSON.stringify({ ...manifest, exports: built, devDependencies: undefined }, null, 2),
  )
  writeFileSync(join(to, 'tsconfig.json'), JSON.stringify(emitConfig(from)))
  const { ok, output } = await run('tsc', ['-p', to])
  if (!ok) throw new Error(`${room} does not build:\n${output}`)
  symlinkSync(to, join(stage, 'node_modules', manifest.name))
  const { output: said, ok: packedOk } = await run(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', stage],
    { cwd: to },
  )
  const tarball = readdirSync(stage).find(
    (file) => file.startsWith(manifest.name.replace('@', '').replace('/', '-')) && file.endsWith('.tgz'),
  )
  if (!packedOk || tarball === undefined) throw new Error(`${room} does not pack:\n${said}`)
  return { name: manifest.name, tarball: join(stage, tarball) }
}

function emitConfig(from: string): object {
  const own = join(from, 'tsconfig.json')
  const base = existsSync(own) ? own : join(root, 'tsconfig.json')
  return {
    extends: base,
    compilerOptions: {
      noEmit: false,
      outDir: 'dist',
      rootDir: 'src',
      declaration: true,
      incremental: false,
      tsBuildInfoFile: null,
      allowImportingTsExtensions: false,
    },
    include: ['src'],
    exclude: [],
  }
}

if (import.meta.main)
  for (const { name, tarball } of await packAll()) process.stdout.write(`${name}  ${tarball}\n`)
