// The first thing that runs must parse on any Node: only then can it say what is missing.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `The newsroom’s page server needs Node 22.18 or newer; this is ${process.versions.node}.\n`,
  )
  process.exit(70)
}
// Compiled once, read from the cache at every later start; not in the common temporary folder, where others could put code for us.
;(await import('node:module')).enableCompileCache(`${import.meta.dirname}/.cache/compiled`)
await import('./src/main.ts')
