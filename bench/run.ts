import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Answer, Question } from './question.ts'
import { firstPage } from './questions/first-page.ts'
import { guardFirstUse } from './questions/guard-first-use.ts'
import { guardMemory } from './questions/guard-memory.ts'
import { guardOnAHit } from './questions/guard-on-a-hit.ts'
import { guardOneQuestion } from './questions/guard-one-question.ts'
import { guardStartUp } from './questions/guard-start-up.ts'
import { localServerStart } from './questions/local-server-start.ts'
import { loginAtEight } from './questions/login-at-eight.ts'
import { loginWithWaiting } from './questions/login-with-waiting.ts'
import { loginWithoutWaiting } from './questions/login-without-waiting.ts'
import { logoutAfterRenewals } from './questions/logout-after-renewals.ts'
import { manySessions } from './questions/many-sessions.ts'
import { proxy } from './questions/proxy.ts'
import { renewalUnderContention } from './questions/renewal-under-contention.ts'
import { sameFace } from './questions/same-face.ts'

const questions: readonly Question[] = [
  loginWithWaiting,
  loginWithoutWaiting,
  loginAtEight,
  sameFace,
  proxy,
  logoutAfterRenewals,
  manySessions,
  guardOnAHit,
  guardFirstUse,
  guardOneQuestion,
  guardMemory,
  guardStartUp,
  localServerStart,
  firstPage,
  renewalUnderContention,
]

const parameters = process.argv.slice(2)
const names = parameters.filter((word) => !word.startsWith('--'))
const chosen = questions.filter(({ name }) => names.length === 0 || names.includes(name))
const answers: Record<string, Answer> = {}
for (const { name, question, goal, run } of chosen) {
  process.stderr.write(`${question}\n`)
  const answer = await run()
  answers[name] = answer
  if (parameters.includes('--json')) continue
  process.stdout.write(`\n${question}\n${goal === undefined ? '' : `  goal: ${goal}\n`}`)
  for (const [figure, value] of Object.entries(answer.figures))
    process.stdout.write(`  ${value.padStart(10)}  ${figure}\n`)
}
if (parameters.includes('--json')) process.stdout.write(`${JSON.stringify(answers, null, 2)}\n`)
if (parameters.includes('--record')) record()

interface Recorded extends Pick<Answer, 'figures' | 'note'> {
  /** The day on which it was measured. */
  readonly on: string
  readonly machine: string
}

/** Keeps what was measured beside what was measured before, and writes all of it into the README, between its two marks. */
function record(): void {
  const file = join(import.meta.dirname, 'recorded.json')
  const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Recorded>
  const machine = `a shared virtual machine with ${cpus().length} cores and ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  const on = new Date().toISOString().slice(0, 10)
  for (const [name, { figures, note }] of Object.entries(answers))
    known[name] = { on, machine, figures, ...(note === undefined ? {} : { note }) }
  writeFileSync(file, `${JSON.stringify(known, null, 2)}\n`)
  const readme = join(import.meta.dirname, 'README.md')
  const text = readFileSync(readme, 'utf8')
  const parts = questions.flatMap((question) => sectionOf(question, known[question.name]))
  writeFileSync(
    readme,
    text.replace(/(<!-- results -->\n)[\s\S]*(<!-- end -->)/, `$1\n${parts.join('\n')}\n$2`),
  )
}

function sectionOf({ question, goal }: Question, recorded: Recorded | undefined): readonly string[] {
  if (recorded === undefined) return []
  const { on, machine, figures, note } = recorded
  return [
    `### ${question}`,
    '',
    ...(goal === undefined ? [] : [`Goal: ${goal}.`, '']),
    '| figure | |',
    '| --- | --- |',
    ...Object.entries(figures).map(([figure, value]) => `| ${figure} | ${value} |`),
    '',
    ...(note === undefined ? [] : [`${note}.`, '']),
    `Measured on ${on}, on ${machine}.`,
    '',
  ]
}
