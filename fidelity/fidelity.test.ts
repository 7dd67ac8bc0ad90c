import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecording } from './recordings.ts'
import { differenceList, shareTable } from './report.ts'
import { runSuite } from './run-suite.ts'
import { scenarios } from './scenarios/all.ts'
import { startLocal } from './server.ts'
import { missedByFile, missedFloors, type Share, shareOf } from './shares.ts'
import { recordedSteps } from './table.ts'

describe('the local ZITADEL against recordings of a real one', () => {
  let shares: readonly Share[] = []

  beforeAll(async () => {
    const server = await startLocal()
    const played = await runSuite(server, scenarios).finally(() => server.close())
    shares = played.map((one) => shareOf(readRecording(one.name), one))
  })

  afterAll(() => {
    process.stdout.write(`${shareTable(shares)}\n${differenceList(shares)}\n`)
  })

  it.each(scenarios.map(({ name }) => name))('answers %s as recorded', (name) => {
    const share = shares.find((one) => one.name === name)
    expect(share?.total).toBe(readRecording(name).length)
    expect(share === undefined ? ['was not played'] : missedByFile(share)).toEqual([])
  })

  it('reaches the floors over all', () => {
    expect(missedFloors(shares)).toEqual([])
  })

  it('matches the share that the README names', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
    const block = /^```text\n(file[\s\S]*?)\n```$/m.exec(readme)?.[1]
    expect(block).toBe(shareTable(shares))
  })

  it.each(scenarios)('has a row for each exchange of $name, and no other', ({ name, steps }) => {
    const asked = recordedSteps(steps).map(({ note, method }) => `${method} ${note}`)
    expect(asked).toEqual(readRecording(name).map(({ note, request }) => `${request.method} ${note}`))
  })
})
