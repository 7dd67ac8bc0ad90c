// The first thing that runs must parse on any Node: only then can it say what is missing.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Postern runs on Node 22.18 or newer; this is ${process.versions.node}.\n` +
      'Start it with `npm start`: after `npm ci`, npm uses the Node 24 that comes with the dependencies\n' +
      '(on macOS, install Node 22.18 or newer yourself).\n',
  )
  process.exit(1)
}
// Compiled once, read from the cache at every later start.
;(await import('node:module')).enableCompileCache(`${import.meta.dirname}/.cache/compiled`)
const { start } = await import('./start/start.ts')
process.exitCode = await start(process.argv.slice(2))
