#!/usr/bin/env node
// The first thing that runs must parse on any Node: only then can it say what is missing.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`postern needs Node 22.18 or newer; this is ${process.versions.node}.\n`)
  process.exit(70)
}
// Compiled once, read from the cache at every later start. Beside the program and not in the common temporary folder, where anybody on
// the machine could put code for us; where it cannot be written there is none.
;(await import('node:module')).enableCompileCache(`${import.meta.dirname}/../.cache/compiled`)
const { main } = await import('@postern/cli/main')
process.exitCode = await main(process.argv.slice(2))
