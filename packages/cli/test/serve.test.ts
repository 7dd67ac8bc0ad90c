import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'
import { firstLine } from '@postern/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

const postern = resolve(import.meta.dirname, '../bin/postern.js')

let zitadel: LocalZitadel
let folder: string
beforeAll(async () => {
  zitadel = await startLocalZitadel()
  folder = mkdtempSync(join(tmpdir(), 'postern-serve-'))
  const application = zitadel.seeded.applications.find(({ key }) => key !== undefined)
  write('client.json', application?.key)
  write('login-client.json', zitadel.seeded.loginClientKey)
  writeFileSync(join(folder, 'deployment.key'), randomBytes(32).toString('base64url'))
})
afterAll(async () => {
  await zitadel.close()
  rmSync(folder, { recursive: true })
})

function write(name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value))
}

function writeConfig(changes: object = {}): void {
  write('config.json', {
    publicOrigin: 'http://localhost:8080',
    listen: { port: 0 },
    health: { port: 0 },
    issuer: zitadel.issuer,
    clientKey: { file: 'client.json' },
    loginClient: { key: { file: 'login-client.json' } },
    projectId: '1',
    redirectUri: 'http://localhost:3000/auth/callback',
    flows: ['back_channel'],
    store: { kind: 'memory' },
    deploymentKeys: [{ id: 'first', file: 'deployment.key' }],
    allowInsecureLoopback: true,
    ...changes,
  })
}

/** `postern serve` as a process of its own, listening. */
async function serve(stderr: 'pipe' | number = 'pipe') {
  const child = spawn(
    process.execPath,
    [postern, 'serve', '--json', '--config', join(folder, 'config.json')],
    {
      stdio: ['ignore', 'pipe', stderr],
    },
  )
  const exit = new Promise<{ code: number | null; signal: string | null }>((done) =>
    child.once('exit', (code, signal) => done({ code, signal })),
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
  })
  const log: Record<string, unknown>[] = []
  if (child.stderr !== null)
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.startsWith('{')) log.push(JSON.parse(line))
    })
  const { listening, health } = JSON.parse(await firstLine(child)) as { listening: number; health: number }
  return {
    child,
    exit,
    log,
    events: () => log.flatMap(({ event }) => event ?? []),
    health: async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${health}${path}`, { headers: { connection: 'close' } })
      return { status: answer.status, text: await answer.text() }
    },
    port: listening,
  }
}

/** A service that answers when the test says so. */
async function aSlowService() {
  const asked = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const server = createServer(async (_, response) => {
    asked.resolve()
    await gate.promise
    response.end('late')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, asked: asked.promise, answer: () => gate.resolve() }
}

const api = (origin: string) => ({ routes: [{ path: '/api', upstream: origin }] })

const ask = (port: number, path: string): Promise<number> =>
  new Promise((done, failed) => {
    const headers = { host: 'localhost:8080', 'postern-csrf': '1', 'sec-fetch-site': 'same-origin' }
    get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume().on('end', () => done(response.statusCode ?? 0))
    }).on('error', failed)
  })

describe.skipIf(process.platform === 'win32')('postern serve', () => {
  it('reads everything again at SIGHUP, and goes on with what it has when that is wrong', async () => {
    writeConfig()
    const running = await serve()
    expect(await ask(running.port, '/api/x')).toBe(404)

    writeConfig({ routes: [{ path: '/api', upstream: zitadel.issuer }] })
    running.child.kill('SIGHUP')
    await expect.poll(running.events).toContain('gateway.reloaded')
    expect(await ask(running.port, '/api/x')).not.toBe(404)

    writeFileSync(join(folder, 'config.json'), '{"publicOrigin": ')
    running.child.kill('SIGHUP')
    await expect.poll(running.events).toContain('gateway.reload_refused')
    expect(running.log.find(({ problems }) => problems !== undefined)).toMatchObject({
      problems: ['configuration: the file is not JSON.'],
    })
    expect(await ask(running.port, '/api/x')).not.toBe(404)
    expect((await running.health('/readyz')).status).toBe(200)
    const { text } = await running.health('/metrics')
    expect(text).toMatch(/^postern_reloads_total\{outcome="refused"\} 1$/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
  })

  it('ends the start with 78 when a key file is none', async () => {
    write('broken.json', { type: 'none' })
    writeConfig({ clientKey: { file: 'broken.json' } })
    await expect(serve()).rejects.toThrow('ended with 78 before it was ready')
  })

  it('lets what is under way end at SIGTERM, and leaves with 0', async () => {
    const service = await aSlowService()
    writeConfig(api(service.origin))
    const running = await serve()
    const answer = ask(running.port, '/api/x')
    await service.asked
    running.child.kill('SIGTERM')
    await expect.poll(() => ask(running.port, '/healthz').catch(() => 'refused')).toBe('refused')
    service.answer()
    expect(await answer).toBe(200)
    expect(await running.exit).toEqual({ code: 0, signal: null })
    expect(running.events()).toContain('gateway.stopped')
  })

  it('ends at once at a second signal, whatever is under way', async () => {
    const service = await aSlowService()
    writeConfig({ ...api(service.origin), stop: { drainSeconds: 300 } })
    const running = await serve()
    const answer = ask(running.port, '/api/x').catch(() => 'cut')
    await service.asked
    running.child.kill('SIGTERM')
    await expect.poll(async () => (await running.health('/readyz')).status).toBe(503)
    await expect
      .poll(
        () => {
          running.child.kill('SIGTERM')
          return running.child.signalCode
        },
        { interval: 100, timeout: 10_000 },
      )
      .toBe('SIGTERM')
    expect(await answer).toBe('cut')
    expect(running.events()).not.toContain('gateway.stopped')
  })

  it.skipIf(process.platform !== 'linux')(
    'goes on when its log is on a full disk: it serves, counts the lines, and leaves with 0 (OPS-1)',
    async () => {
      writeConfig()
      // Every write to it is ENOSPC.
      const full = openSync('/dev/full', 'w')
      onTestFinished(() => closeSync(full))
      const running = await serve(full)
      expect(await ask(running.port, '/auth/session')).toBe(200)
      expect((await running.health('/readyz')).status).toBe(200)
      const { text } = await running.health('/metrics')
      expect(text).toMatch(/^postern_log_failures_total [1-9]/m)
      running.child.kill('SIGTERM')
      expect(await running.exit).toEqual({ code: 0, signal: null })
    },
  )
})
