/** Measures anew how the guards behave, and writes the outcomes and the document of them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../checks/source-files.ts'
import { aGoodToken, badDay, badDays, wrongSecret } from './bad-days.ts'
import { answeredCases } from './answered-cases.ts'
import { callsOf, crowds } from './calls.ts'
import type { Case } from './case.ts'
import type { Comparison, Outcome, Row, Table } from './comparison.ts'
import { type Contender, type ContenderName, contenderNames, contenders, type Way } from './contenders.ts'
import { guardComparedDocument } from './document.ts'
import { forgedCases } from './forged-cases.ts'
import { type Asked, type GuardedApi, startGuardedApi } from './guarded-api.ts'
import type { ApiSettings } from './guarded-handlers.ts'
import { startIssuer } from './issuer.ts'
import { tables } from './tables.ts'
import { zitadelCases } from './zitadel-cases.ts'

const zitadel = await zitadelCases()
const issuer = await startIssuer()
try {
  const comparison: Comparison = {
    on: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    versions: versions(),
    tables: [
      await asked('tokens', contenderNames, zitadel.settings, zitadel.cases),
      await asked('forged', ofWay('verifies'), issuer.settings, forgedCases(issuer)),
      await asked('answered', ofWay('asks'), issuer.settings, answeredCases(issuer), () =>
        aGoodToken(issuer, 'asks'),
      ),
      await bad(),
      await called(),
    ],
  }
  writeFileSync(join(import.meta.dirname, 'outcomes.json'), `${JSON.stringify(comparison, null, 2)}\n`)
  writeFileSync(join(root, 'docs/guard-compared.md'), guardComparedDocument(comparison))
} finally {
  await issuer.close()
  await zitadel.close()
}

function versions(): Readonly<Record<string, string>> {
  const all: readonly Contender[] = Object.values(contenders)
  const names = new Set(all.flatMap(({ packages }) => packages))
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  return Object.fromEntries([...names, 'express'].sort().map((name) => [name, devDependencies[name] ?? '']))
}

function ofWay(way: Way): readonly ContenderName[] {
  return contenderNames.filter((name) => contenders[name].way === way)
}

/** Every case of a table at every contender. `between` is asked before each, so that no guard holds one bad answer against the next. */
async function asked(
  name: keyof typeof tables,
  columns: readonly ContenderName[],
  settings: ApiSettings,
  cases: readonly Case[],
  between?: () => Asked,
): Promise<Table> {
  const outcomes = new Map<ContenderName, readonly Outcome[]>()
  for (const contender of columns) {
    process.stderr.write(`${name}: ${contender}\n`)
    outcomes.set(contender, await askEach(contender, settings, cases, between))
  }
  return table(
    name,
    columns,
    cases.map(({ case: of, should }, index) => ({
      case: of,
      should,
      outcomes: Object.fromEntries(columns.map((one) => [one, outcomes.get(one)?.[index]])),
    })),
  )
}

async function askEach(
  contender: ContenderName,
  settings: ApiSettings,
  cases: readonly Case[],
  between: (() => Asked) | undefined,
): Promise<readonly Outcome[]> {
  const start = async (): Promise<GuardedApi> => {
    const started = await startGuardedApi(contender, settings)
    if (started === undefined) throw new Error(`${contender} does not start`)
    return started
  }
  let api = await start()
  const outcomes: Outcome[] = []
  for (const one of cases) {
    if (between !== undefined) await api.ask(between())
    const outcome = await api.ask(one.asked)
    outcomes.push(outcome)
    if (!('instead' in outcome)) continue
    await api.stop()
    api = await start()
  }
  await api.stop()
  return outcomes
}

async function bad(): Promise<Table> {
  const rows: Row[] = []
  for (const day of badDays) {
    process.stderr.write(`${day.case}\n`)
    const outcomes = await each(contenderNames, (contender) => badDay(day, contender))
    rows.push({ case: day.case, should: day.should, outcomes })
  }
  const [{ asked: good } = { asked: {} }] = zitadel.cases
  const secrets = await each(ofWay('asks'), (contender) => wrongSecret(contender, zitadel.settings, good))
  const should = { asks: 'fault', verifies: null } as const
  return table('bad', contenderNames, [
    {
      case: 'the client secret of the API itself is wrong, the caller’s token good',
      should,
      outcomes: secrets,
    },
    ...rows,
  ])
}

async function called(): Promise<Table> {
  const rows: Row[] = []
  for (const crowd of crowds) {
    process.stderr.write(`${crowd.case}\n`)
    const outcomes = await each(contenderNames, (contender) => callsOf(crowd, contender))
    rows.push({ case: crowd.case, should: { asks: null, verifies: null }, outcomes })
  }
  return table('calls', contenderNames, rows)
}

async function each(
  names: readonly ContenderName[],
  measure: (contender: ContenderName) => Promise<Outcome>,
): Promise<Row['outcomes']> {
  const outcomes: [ContenderName, Outcome][] = []
  for (const name of names) outcomes.push([name, await measure(name)])
  return Object.fromEntries(outcomes)
}

function table(name: keyof typeof tables, columns: readonly ContenderName[], rows: readonly Row[]): Table {
  return { ...tables[name], columns, rows }
}
