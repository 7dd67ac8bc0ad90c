import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from '@postern/store'
import { stoppedClock } from '@postern/testkit'
import { onTestFinished } from 'vitest'
import { startGateway, type TestGateway } from './start-gateway.ts'

export const aStoreFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'store.sqlite')
}

/** Two or more gateways of one deployment: one clock, one store file, a connection and an engine for each. */
export type Replicas = [TestGateway, TestGateway, ...TestGateway[]]

export async function replicas({
  config = {},
  more = 0,
}: {
  readonly config?: object
  readonly more?: number
} = {}): Promise<Replicas> {
  const clock = stoppedClock()
  const file = aStoreFile()
  const start = () => startGateway({ clock, config, store: () => sqliteStore({ file, now: clock.now }) })
  const gateways: Replicas = [await start(), await start()]
  for (let started = 0; started < more; started += 1) gateways.push(await start())
  return gateways
}

/** How often the engines of all have told ZITADEL to end something, in any order. */
export const endedAt = (gateways: readonly TestGateway[]): readonly string[] =>
  gateways.flatMap(({ engine }) => engine.ended).toSorted()
