import { readdirSync } from 'node:fs'
import { comparedHeaders, type Exchange, type Json } from './exchange.ts'
import { withoutSecrets } from './mask-secrets.ts'
import { readRecording, recordingsFolder, writeRecording } from './recordings.ts'
import { scenarios } from './scenarios/all.ts'
import { claimsMethod } from './table.ts'

/**
 * Takes recordings of a real ZITADEL over into `recordings/`, without their secrets and with what is compared only:
 * `node fidelity/import-recordings.ts DIR`. A second run changes nothing.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('usage: node fidelity/import-recordings.ts DIR\n')
  process.exitCode = 2
} else {
  const found = readdirSync(folder)
  for (const { name, exchanges: taken } of scenarios) {
    if (!found.includes(`${name}.jsonl`)) {
      process.stderr.write(`${name}.jsonl is not in ${folder}\n`)
      process.exitCode = 1
      continue
    }
    const exchanges = readRecording(name, folder)
      .flatMap(exchangeOf)
      .slice(0, taken)
      .map((exchange, index) => withoutSecrets(whatIsCompared(exchange, index + 1)))
    writeRecording(name, exchanges, recordingsFolder)
    process.stdout.write(`${name}: ${exchanges.length} exchanges\n`)
  }
}

/** What has no request is a remark of whoever recorded: what tokens said, or a tally, a heading. */
function exchangeOf(line: Exchange | Remark): readonly Exchange[] {
  if ('request' in line) return [line]
  const { note, decoded } = line
  if (decoded === undefined) return []
  const response = { status: 0, headers: {}, body: '' }
  return [{ n: line.n, note, request: { method: claimsMethod, path: '' }, response, decoded }]
}

type Remark = Pick<Exchange, 'n' | 'note' | 'decoded'>

/** A call that ZITADEL made itself has neither headers nor a body in its answer. */
interface Recorded {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
}

function whatIsCompared(exchange: Exchange, n: number): Exchange {
  const { status, headers = {}, body = '' }: Recorded = exchange.response
  const kept = comparedHeaders.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  )
  return { ...exchange, n, response: { status, headers: Object.fromEntries(kept), body } }
}
