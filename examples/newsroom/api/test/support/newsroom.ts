import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { buildApp, type DatabaseSetting, judgedBy, openDatabase } from '../../src/index.ts'
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

/** The API on a port of its own, with a database in `folder`. */
export async function startNewsroom(
  issuer: Issuer,
  folder: string,
  randomBelow: (limit: number) => number = () => 0,
  pageOrigin: string | null = null,
  database: DatabaseSetting = { kind: 'sqlite', file: join(folder, 'readers.db') },
): Promise<Newsroom> {
  const lines: string[] = []
  let count = 0
  const app = await buildApp({
    guard: {
      issuer: issuer.url,
      ...judgedBy.basic(client, 'canary-secret'),
      audience: project,
      fetch,
    },
    evictionsSecret: null,
    database: await openDatabase(database, { now: () => noon, onBroken: () => undefined }),
    pageOrigin,
    now: () => noon,
    randomBelow,
    newId: () => `correlation-${(count += 1)}`,
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
