import { readdirSync } from 'node:fs'
import { comparedHeaders, type Exchange } from './exchange.ts'
import { withoutSecrets } from './mask-secrets.ts'
import { readRecording, recordingsFolder, writeRecording } from './recordings.ts'
import { scenarios } from './scenarios/all.ts'

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
  for (const { name } of scenarios) {
    if (!found.includes(`${name}.jsonl`)) {
      process.stderr.write(`${name}.jsonl is not in ${folder}\n`)
      process.exitCode = 1
      continue
    }
    const exchanges = readRecording(name, folder).map((exchange) => withoutSecrets(whatIsCompared(exchange)))
    writeRecording(name, exchanges, recordingsFolder)
    process.stdout.write(`${name}: ${exchanges.length} exchanges\n`)
  }
}

function whatIsCompared(exchange: Exchange): Exchange {
  const { headers } = exchange.response
  const kept = comparedHeaders.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  )
  return { ...exchange, response: { ...exchange.response, headers: Object.fromEntries(kept) } }
}
