import { parseArgs } from 'node:util'
import type { Exchange } from './exchange.ts'
import { withoutSecrets } from './mask-secrets.ts'
import { readRecording, writeRecording } from './recordings.ts'
import { differenceList, machineReport, shareTable } from './report.ts'
import { chooseScenarios, type Played, runSuite } from './run-suite.ts'
import { connectTo, startLocal } from './server.ts'
import { missedFloors, shareOf } from './shares.ts'

const usage = `usage: npm run fidelity -- [SCENARIO…] [--verbose] [--json] [--against HOST:PORT --credentials DIR] [--record DIR]
  SCENARIO       a number or name, such as 03; all without one
  --verbose      what differs, exchange by exchange
  --json         one line for machines
  --against      another server, plain HTTP, fresh; --credentials names a folder with its admin.pat
  --record DIR   writes what was answered into DIR, without secrets
exit: 0 all floors are reached, 1 a floor is missed, 2 wrong usage
`

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\n${usage}`)
  process.exitCode = 2
}

async function main(parameters: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      against: { type: 'string' },
      credentials: { type: 'string' },
      record: { type: 'string' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const chosen = chooseScenarios(positionals)
  if ((values.against === undefined) !== (values.credentials === undefined))
    throw new RangeError('--against and --credentials belong together')
  const server =
    values.against === undefined ? await startLocal() : connectTo(values.against, values.credentials ?? '')
  const played = await runSuite(server, chosen).finally(() => server.close())
  if (values.record !== undefined) record(played, values.record)
  const shares = played.map((one) => shareOf(readRecording(one.name), one))
  const missed = missedFloors(shares)
  if (values.json) process.stdout.write(`${machineReport(shares, missed)}\n`)
  else {
    const differences = values.verbose ? differenceList(shares) : ''
    if (differences !== '') process.stdout.write(`${differences}\n\n`)
    process.stdout.write(`${shareTable(shares)}\n`)
    for (const line of missed) process.stdout.write(`missed: ${line}\n`)
  }
  return missed.length === 0 ? 0 : 1
}

function record(played: readonly Played[], folder: string): void {
  for (const { name, outcomes } of played) {
    const exchanges = outcomes.filter((outcome): outcome is Exchange => !('problem' in outcome))
    writeRecording(name, exchanges.map(withoutSecrets), folder)
  }
}
