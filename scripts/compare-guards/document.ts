import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Comparison, demands, isMet, type Outcome, type Row, type Table } from './comparison.ts'
import { type Contender, type ContenderName, contenders } from './contenders.ts'

export function recordedComparison(): Comparison {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'outcomes.json'), 'utf8')) as Comparison
}

/** `docs/guard-compared.md`, from what was measured: no cell is written by hand. */
export function guardComparedDocument({ on, node, versions, tables }: Comparison): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    '# The guard beside others',
    '',
    `\`npm run compare-guards\` measured this on ${on}, on Node ${node}, with ${packages.join(', ')}: each guard before the same two routes of an Express server, in a process of its own, asked over HTTP. A cell is the status that came back. **Bold** is what the column “should” does not ask for.`,
    '',
    'The guards do not all want the same. oauth4webapi and openid-client are libraries of protocol calls, not guards: what they leave to the application is written here as shortly as an application would. passport-zitadel says who somebody is, and leaves roles to the application. express-oauth2-jwt-bearer takes any JWT of its issuer unless it is told to be strict. “Should” is what Postern’s own rules ask for: some of it (the times of an answer, a name given twice, an `iat` to come) the RFCs leave to the implementation.',
    '',
    '| guard | set up as |',
    '| --- | --- |',
    ...Object.values(contenders).map(({ title, setUp }: Contender) => `| ${title} | ${setUp} |`),
    '',
    'In a column with two demands the first is for those who ask the issuer, the second for those who verify signatures.',
    '',
    ...tables.flatMap(tableLines),
  ].join('\n')
}

function tableLines({ title, text, columns, rows }: Table): readonly string[] {
  const hasDemands = rows.some(({ should }) => should.asks !== null || should.verifies !== null)
  const demandOf = (row: Row) => (hasDemands ? [shouldText(row, columns)] : [])
  const head = ['', ...(hasDemands ? ['should'] : []), ...columns.map((name) => contenders[name].title)]
  return [
    `## ${title}`,
    '',
    text,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line([row.case, ...demandOf(row), ...columns.map((name) => cell(row, name))])),
    ...(hasDemands ? [line(['as it should', '', ...columns.map((name) => tally(rows, name))])] : []),
    '',
    ...(hasDemands ? [`All are as they should in ${agreed(rows, columns)} of ${rows.length} rows.`, ''] : []),
  ]
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

function shouldText({ should }: Row, columns: readonly ContenderName[]): string {
  const ways = [...new Set(columns.map((name) => contenders[name].way))]
  const texts = ways.map((way) => (should[way] === null ? '–' : demands[should[way]]))
  return [...new Set(texts)].join(' · ')
}

function cell({ should, outcomes }: Row, name: ContenderName): string {
  const outcome = outcomes[name]
  if (outcome === undefined) return '–'
  const text = outcomeText(outcome)
  return isMet(outcome, should[contenders[name].way]) ? text : `**${text}**`
}

function outcomeText(outcome: Outcome): string {
  if ('instead' in outcome) return outcome.instead
  if ('status' in outcome) return String(outcome.status)
  return outcome.failed === 0 ? String(outcome.calls) : `${outcome.calls} (${outcome.failed})`
}

/** In how many rows nobody differs from what is asked. */
const agreed = (rows: readonly Row[], columns: readonly ContenderName[]): number =>
  rows.filter((row) => columns.every((name) => !cell(row, name).startsWith('**'))).length

function tally(rows: readonly Row[], name: ContenderName): string {
  const { way } = contenders[name]
  const asked = rows.filter(({ should, outcomes }) => should[way] !== null && outcomes[name] !== undefined)
  const met = asked.filter(({ should, outcomes }) => {
    const outcome = outcomes[name]
    return outcome !== undefined && isMet(outcome, should[way])
  })
  return `${met.length} of ${asked.length}`
}
