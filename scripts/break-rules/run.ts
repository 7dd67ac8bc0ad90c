import { parseArgs } from 'node:util'
import { areas } from './areas.ts'
import type { Area, BrokenRule, Outcome } from './broken-rule.ts'
import { breakRule } from './patch.ts'
import { createTestRunner, type TestRunner } from './run-tests.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

interface Job {
  readonly area: Area
  readonly rule: BrokenRule
}

export interface Result extends Job {
  readonly outcome: Outcome
}

const usage = `Breaks each named rule in a copy of the repository, one at a time, and shows the test that catches it.

  --area NAME      only this area (${areas.map(({ name }) => name).join(', ')})
  --only TEXT      only rules whose name holds this text
  --workers N      copies to work in at the same time (default 2)
  --json           one JSON object on the standard output
  --list           the names of the rules, and nothing else

Exit code 0: every rule has a test. 1: a rule has none, or its change no longer applies. 2: wrong use, or the tests fail unbroken.
`

const say = (line: string): unknown => process.stderr.write(`${line}\n`)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      area: { type: 'string' },
      only: { type: 'string', default: '' },
      workers: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const chosen = areas.filter(({ name }) => values.area === undefined || name === values.area)
  const jobs = chosen.flatMap((area) =>
    area.rules.filter(({ name }) => name.includes(values.only)).map((rule) => ({ area, rule })),
  )
  const workers = Number(values.workers)
  if (jobs.length === 0 || !Number.isSafeInteger(workers) || workers < 1) {
    process.stderr.write(usage)
    return 2
  }
  if (values.list) {
    for (const { area, rule } of jobs) process.stdout.write(`${area.name}: ${rule.name}\n`)
    return 0
  }
  const problem = await baseline(chosen)
  if (problem !== null) {
    say(problem)
    return 2
  }
  const results = await breakAll(jobs, Math.min(workers, jobs.length))
  process.stdout.write(values.json ? `${JSON.stringify(asJson(results))}\n` : asTable(results))
  return results.every(({ outcome }) => outcome.kind === 'caught') ? 0 : 1
}

/** Nothing is shown by a test that fails anyway. */
async function baseline(chosen: readonly Area[]): Promise<string | null> {
  return inWorkspace((_, tests) => problemUnbroken(tests, chosen))
}

async function problemUnbroken(tests: TestRunner, chosen: readonly Area[]): Promise<string | null> {
  const run = await tests.run([...new Set(chosen.flatMap((area) => area.tests))])
  if (run.kind === 'failed') return `unbroken, a test fails: ${run.test}: ${run.why}`
  if (run.kind === 'did_not_run') return `unbroken, the tests do not run: ${run.detail}`
  say(`unbroken: ${run.tests} tests pass`)
  return null
}

async function breakAll(jobs: readonly Job[], workers: number): Promise<readonly Result[]> {
  const results: Result[] = []
  const waiting = [...jobs]
  const work = (): Promise<void> =>
    inWorkspace(async (workspace, tests) => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const outcome = await outcomeOf(workspace, tests, job)
        results.push({ ...job, outcome })
        say(`${results.length}/${jobs.length} ${outcome.kind.padEnd(14)} ${job.rule.name}`)
      }
      // Whatever was broken is whole again: otherwise a test may have failed for the rule before.
      const problem = await problemUnbroken(tests, [...new Set(jobs.map(({ area }) => area))])
      if (problem !== null) throw new Error(`after the last rule, ${problem}`)
    })
  await Promise.all(Array.from({ length: workers }, work))
  return jobs.flatMap(({ rule }) => results.find((result) => result.rule === rule) ?? [])
}

async function outcomeOf({ path }: Workspace, tests: TestRunner, { area, rule }: Job): Promise<Outcome> {
  const patch = breakRule(path, rule)
  if ('problem' in patch) return { kind: 'does_not_apply', detail: patch.problem }
  try {
    tests.changed(rule.file)
    const near = await tests.run(rule.nearest ?? area.tests)
    const run = near.kind === 'passed' && rule.nearest !== undefined ? await tests.run(area.tests) : near
    if (run.kind === 'failed') return { kind: 'caught', by: run.test }
    return run.kind === 'passed' ? { kind: 'survived' } : { kind: 'does_not_run', detail: run.detail }
  } finally {
    patch.restore()
    tests.changed(rule.file)
  }
}

function asJson(results: readonly Result[]): object {
  return {
    rules: results.length,
    caught: results.filter(({ outcome }) => outcome.kind === 'caught').length,
    results: results.map(({ area, rule, outcome }) => ({
      area: area.name,
      rule: rule.name,
      file: rule.file,
      outcome: outcome.kind,
      ...('by' in outcome ? { test: outcome.by } : {}),
      ...('detail' in outcome ? { detail: outcome.detail } : {}),
    })),
  }
}

function asTable(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ rule }) => rule.name.length))
  const lines = results.map(({ rule, outcome }) => `${rule.name.padEnd(width)}  →  ${shown(outcome)}`)
  const caught = results.filter(({ outcome }) => outcome.kind === 'caught').length
  return `${lines.join('\n')}\n\n${caught} of ${results.length} broken rules are caught\n`
}

function shown(outcome: Outcome): string {
  if (outcome.kind === 'caught') return outcome.by
  return outcome.kind === 'survived' ? 'NO TEST' : `${outcome.kind.toUpperCase()}: ${outcome.detail}`
}

const openWorkspaces = new Set<Workspace>()

async function inWorkspace<T>(work: (workspace: Workspace, tests: TestRunner) => Promise<T>): Promise<T> {
  const workspace = createWorkspace()
  openWorkspaces.add(workspace)
  try {
    const tests = await createTestRunner(workspace.path)
    try {
      return await work(workspace, tests)
    } finally {
      await tests.close()
    }
  } finally {
    workspace.remove()
    openWorkspaces.delete(workspace)
  }
}

function removeAll(): void {
  for (const workspace of openWorkspaces) workspace.remove()
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    removeAll()
    process.exit(130)
  })
}

// Vitest sets the exit code of its process when a test fails, which is what is wanted of most of them here.
const exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : 'failed')
  return 2
})
removeAll()
process.exit(exitCode)
