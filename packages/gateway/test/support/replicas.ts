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

/** Gateways of one deployment: one clock, one store file, a connection and an engine for each. */
export async function replicas(count: number, config: object = {}): Promise<TestGateway[]> {
  const clock = stoppedClock()
  const file = aStoreFile()
  const gateways: TestGateway[] = []
  for (let started = 0; started < count; started += 1)
    gateways.push(await startGateway({ clock, config, store: () => sqliteStore({ file, now: clock.now }) }))
  return gateways
}

/** How often the engines of all have told ZITADEL to end something, in any order. */
export const endedAt = (gateways: readonly TestGateway[]): readonly string[] =>
  gateways.flatMap(({ engine }) => engine.ended).toSorted()
