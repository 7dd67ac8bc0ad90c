import { existsSync } from 'node:fs'
import { sqliteStore } from '../src/index.ts'

/** What one of several processes does at the same store file. */
export interface RivalTask {
  readonly file: string
  /** All begin when this file is there: a message would reach one after the other. */
  readonly startFile: string
  readonly now: number
  readonly me: number
  readonly keys: readonly string[]
  readonly additions: number
}

export interface RivalReport {
  readonly taken: readonly string[]
  readonly created: readonly string[]
  readonly counts: readonly number[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

async function compete({ file, now, me, keys, additions }: RivalTask): Promise<RivalReport> {
  const store = sqliteStore({ file, now: () => now, busyTimeoutMs: 30_000 })
  const report = { taken: [] as string[], created: [] as string[], counts: [] as number[] }
  for (const key of keys) {
    if ((await store.take(`taken/${key}`)) !== undefined) report.taken.push(key)
    const value = encoder.encode(`${me}`)
    if ((await store.put(`created/${key}`, value, { if: 'absent', expiresAt: null })).written)
      report.created.push(key)
    report.counts.push(await store.count('count', 1_000))
    await store.count('half', 1_000)
    if (Number(key) % 2 === 0) await store.uncount('half')
  }
  for (let added = 0; added < additions; ) {
    const entry = await store.get('sum')
    const value = encoder.encode(`${Number(decoder.decode(entry?.value)) + 1}`)
    const result = await store.put('sum', value, { if: { version: entry?.version ?? 0 }, expiresAt: null })
    if (result.written) added += 1
  }
  await store.close()
  return report
}

process.once('message', (task: RivalTask) => {
  process.send?.('at the line')
  while (!existsSync(task.startFile));
  compete(task).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.disconnect()),
  )
})
process.send?.('ready')
