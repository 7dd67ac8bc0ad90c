import { checkAmbient } from './checks/ambient.ts'
import { checkCodeBlocks } from './checks/code-blocks.ts'
import { checkDependencies } from './checks/dependencies.ts'
import { checkDocs } from './checks/docs.ts'
import { checkEdges } from './checks/edges.ts'
import { checkPackages } from './checks/packages.ts'
import { checkWords } from './checks/words.ts'
import { run } from './checks/run.ts'

type Check = () => Promise<readonly string[]> | readonly string[]

const tool =
  (program: string, ...parameters: readonly string[]): Check =>
  async () => {
    const { ok, output } = await run(program, parameters)
    return ok ? [] : [output.trim()]
  }

const checks: Readonly<Record<string, Check>> = {
  format: tool('biome', 'format', '.'),
  lint: tool('oxlint'),
  types: tool('tsc', '-p', '.'),
  'types of the browser package': tool('tsc', '-p', 'packages/browser'),
  'types of the newsroom page': tool('tsc', '-p', 'examples/newsroom/web'),
  'imports and cycles': () => checkEdges(),
  'nothing ambient': () => checkAmbient(),
  'words that must not be there': () => checkWords(),
  'dependencies are explained': () => checkDependencies(),
  'generated documents': () => checkDocs(),
  'code blocks compile': () => checkCodeBlocks(),
  'packages pack and open': () => checkPackages(),
}

const only = process.argv.slice(2)
const chosen = Object.entries(checks).filter(
  ([name]) => only.length === 0 || only.some((word) => name.includes(word)),
)
let failed = 0
for (const [name, check] of chosen) {
  const startedAt = performance.now()
  const problems = await Promise.resolve()
    .then(check)
    .catch((error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : String(error)])
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)
  process.stdout.write(`${problems.length === 0 ? '  ok  ' : ' FAIL '} ${seconds} s  ${name}\n`)
  for (const problem of problems) process.stdout.write(`        ${problem.replaceAll('\n', '\n        ')}\n`)
  if (problems.length > 0) failed += 1
}
process.stdout.write(`\nchecks: ${chosen.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
