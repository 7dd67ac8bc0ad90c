import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { type AppDeps, buildApp, type Database, judgedBy, openDatabase } from '../../src/index.ts'
import { client, type Issuer, noon, project } from './issuer.ts'

export interface Newsroom {
  readonly lines: readonly string[]
  call(
    path: string,
    options?: {
      token?: string
      method?: string
      body?: unknown
      raw?: string
      type?: string
      headers?: Record<string, string>
    },
  ): Promise<Response>
  close(): Promise<void>
}

export interface NewsroomOptions {
  /** Where its database is to lie, if it is not given one. */
  readonly folder: string
  readonly database?: Database
  readonly guard: AppDeps['guard']
  readonly evictionsSecret?: Uint8Array
  readonly randomBelow?: (limit: number) => number
  readonly pageOrigin?: string | null
  readonly now?: () => number
}

/** How the API knows the issuer of the tests. */
export const guardOf = (issuer: Issuer): AppDeps['guard'] => ({
  issuer: issuer.url,
  ...judgedBy.basic(client, 'canary-secret'),
  audience: project,
  fetch,
})

/** The API on a port of its own, with a database in `folder`. */
export async function startNewsroom({
  folder,
  database,
  guard,
  evictionsSecret,
  randomBelow = () => 0,
  pageOrigin = null,
  now = () => noon,
}: NewsroomOptions): Promise<Newsroom> {
  const lines: string[] = []
  let count = 0
  const app = await buildApp({
    guard,
    evictionsSecret: evictionsSecret ?? null,
    database:
      database ??
      (await openDatabase(
        { kind: 'sqlite', file: join(folder, 'readers.db') },
        { now, onBroken: () => undefined },
      )),
    pageOrigin,
    now,
    randomBelow,
    newId: () => `correlation-${(count += 1)}-${randomUUID()}`,
    log: { write: (line) => lines.push(line) },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  return {
    lines,
    call(path, { token, method = 'GET', body, raw, type = 'application/json', headers = {} } = {}) {
      const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
      return fetch(`${base}${path}`, {
        method,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(content === undefined ? {} : { 'content-type': type }),
        },
        ...(content === undefined ? {} : { body: content }),
      })
    },
    close: () => app.close(),
  }
}

export function aFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'newsroom-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
