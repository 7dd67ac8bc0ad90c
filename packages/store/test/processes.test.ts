import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import type { RivalReport, RivalTask } from './rival.ts'
import { aTemporaryFolder } from './temporary-folder.ts'

const rivals = 4
const keys = Array.from({ length: 40 }, (_, at) => `${at}`)
const now = 1_900_000_000_000

describe('one SQLite file, several processes', () => {
  it('gives every entry, first write, addition and number to exactly one of them', async () => {
    const file = join(aTemporaryFolder(), 'store.sqlite')
    const store = sqliteStore({ file, now: () => now })
    const value = new TextEncoder().encode('0')
    for (const key of keys) await store.put(`taken/${key}`, value, { if: 'absent', expiresAt: null })
    await store.put('sum', value, { if: 'absent', expiresAt: null })

    const reports = await race({ file, now, keys, additions: 25 })

    expect(reports.flatMap(({ taken }) => taken).sort()).toEqual(keys.toSorted())
    expect(reports.flatMap(({ created }) => created).sort()).toEqual(keys.toSorted())
    for (const [me, { created }] of reports.entries()) {
      for (const key of created) expect(textOf(await store.get(`created/${key}`))).toBe(`${me}`)
    }
    expect(textOf(await store.get('sum'))).toBe(`${rivals * 25}`)
    const counts = reports.flatMap((report) => report.counts).sort((one, other) => one - other)
    expect(counts).toEqual(Array.from({ length: rivals * keys.length }, (_, at) => at + 1))
    expect(await store.count('half', 1_000)).toBe((rivals * keys.length) / 2 + 1)
    await store.close()
  })

  it('lets all of them make a file that is not there yet, and makes it once', async () => {
    const file = join(aTemporaryFolder(), 'store.sqlite')
    const reports = await race({ file, now, keys: keys.slice(0, 5), additions: 0 })
    expect(reports.flatMap(({ created }) => created).sort()).toEqual(keys.slice(0, 5))
  })
})

const textOf = (entry: { readonly value: Uint8Array } | undefined): string =>
  new TextDecoder().decode(entry?.value)

/** Starts the rivals, waits until all stand at the line, lets them go at once. */
async function race(task: Omit<RivalTask, 'me' | 'startFile'>): Promise<readonly RivalReport[]> {
  const startFile = join(aTemporaryFolder(), 'start')
  const processes = Array.from({ length: rivals }, () =>
    fork(new URL('./rival.ts', import.meta.url), {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  )
  onTestFinished(() => processes.forEach((each) => void each.kill()))
  await Promise.all(processes.map((each) => once(each, 'message')))
  for (const [me, each] of processes.entries()) each.send({ ...task, startFile, me })
  await Promise.all(processes.map((each) => once(each, 'message')))
  const reports = processes.map(reportOf)
  writeFileSync(startFile, '')
  return await Promise.all(reports)
}

async function reportOf(rival: ChildProcess): Promise<RivalReport> {
  const [message] = (await once(rival, 'message')) as [RivalReport | { readonly error: string }]
  if ('error' in message) throw new Error(message.error)
  return message
}
