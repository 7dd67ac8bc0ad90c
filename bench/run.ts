import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Answer, Question } from './question.ts'
import { firstPage } from './questions/first-page.ts'
import { localServerStart } from './questions/local-server-start.ts'
import { loginWithWaiting } from './questions/login-with-waiting.ts'
import { loginWithoutWaiting } from './questions/login-without-waiting.ts'
import { proxy } from './questions/proxy.ts'
import { renewalUnderContention } from './questions/renewal-under-contention.ts'
import { sameFace } from './questions/same-face.ts'

const questions: readonly Question[] = [
  loginWithWaiting,
  loginWithoutWaiting,
  sameFace,
  proxy,
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

/** Writes what was measured into the README beside this file, between its two marks. */
function record(): void {
  const file = join(import.meta.dirname, 'README.md')
  const rows = chosen.flatMap(({ name, question, goal }) => [
    `### ${question}`,
    '',
    ...(goal === undefined ? [] : [`Goal: ${goal}.`, '']),
    '| figure | |',
    '| --- | --- |',
    ...Object.entries(answers[name]?.figures ?? {}).map(([figure, value]) => `| ${figure} | ${value} |`),
    '',
    ...(answers[name]?.note === undefined ? [] : [`${answers[name].note}.`, '']),
  ])
  const machine = `Measured on a shared virtual machine with ${cpus().length} cores and ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`
  const text = readFileSync(file, 'utf8').replace(
    /(<!-- results -->\n)[\s\S]*(<!-- end -->)/,
    `$1\n${machine}\n\n${rows.join('\n')}\n$2`,
  )
  writeFileSync(file, text)
}
