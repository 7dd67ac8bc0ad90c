import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Exchange } from './exchange.ts'

/** Where the recordings of the real ZITADEL stand. */
export const recordingsFolder = join(import.meta.dirname, 'recordings')

/** Reads the recording of a scenario, such as `03-sessions`: one exchange a line. */
export function readRecording(name: string, folder = recordingsFolder): readonly Exchange[] {
  return readFileSync(join(folder, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Exchange)
}

/** Writes a recording. The exchanges are written as they are: mask them before. */
export function writeRecording(name: string, exchanges: readonly Exchange[], folder: string): void {
  mkdirSync(folder, { recursive: true })
  const lines = exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`)
  writeFileSync(join(folder, `${name}.jsonl`), lines.join(''))
}
