import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { client, type Issuer, project, startIssuer } from './support/issuer.ts'
import { aFolder } from './support/newsroom.ts'

let issuer: Issuer
let folder: ReturnType<typeof aFolder>
let started: ChildProcess | undefined
beforeEach(async () => {
  issuer = await startIssuer(Date.now)
  folder = aFolder()
  writeFileSync(join(folder.path, 'secret'), 'canary-secret\n')
})
afterEach(async () => {
  if (started?.exitCode === null) started.kill('SIGKILL')
  await issuer.close()
  folder.remove()
})

const settings = () => ({
  PORT: '0',
  ISSUER: issuer.url,
  AUDIENCE: project,
  CLIENT_ID: client,
  CLIENT_SECRET_FILE: join(folder.path, 'secret'),
  DATABASE: join(folder.path, 'readers.db'),
})

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../start.js', import.meta.url))], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started = child
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (output.out += chunk))
  child.stderr.on('data', (chunk) => (output.err += chunk))
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const line = new Promise<string>((resolve) => {
    child.stdout.on('data', () => output.out.includes('\n') && resolve(output.out))
  })
  return { child, output, exit, ready: Promise.race([line, exit.then(() => '')]) }
}

describe('the newsroom as a process', () => {
  it('prints one line when it listens, serves, keeps what was chosen, and ends on SIGTERM by itself', async () => {
    for (const round of ['first', 'second']) {
      const { child, output, exit, ready } = start(settings())
      const { listening } = JSON.parse(await ready) as { listening: number }
      const url = `http://127.0.0.1:${listening}/api/topics`
      const headers = { authorization: 'Bearer of-ada', 'content-type': 'application/json' }
      if (round === 'first')
        await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ topics: ['sport'] }) })
      expect(await (await fetch(url, { headers })).json()).toMatchObject({ topics: ['sport'] })
      child.kill('SIGTERM')
      expect(await exit).toBe(0)
      expect(output.out).toBe(`{"listening":${listening}}\n`)
      expect(output.err).not.toContain('canary')
    }
  })

  it('starts without its issuer, and answers 503 to those who need one', async () => {
    await issuer.close()
    const { child, exit, ready } = start(settings())
    const { listening } = JSON.parse(await ready) as { listening: number }
    expect((await fetch(`http://127.0.0.1:${listening}/api/news`)).status).toBe(200)
    expect(
      (await fetch(`http://127.0.0.1:${listening}/api/feed`, { headers: { authorization: 'Bearer of-ada' } }))
        .status,
    ).toBe(503)
    child.kill('SIGINT')
    expect(await exit).toBe(0)
    issuer = await startIssuer(Date.now)
  })

  it('ends with 78 and names every setting that is wrong, and no value', async () => {
    const { output, exit } = start({ PORT: '70000', ISSUER: '', CLIENT_SECRET_FILE: '/canary' })
    expect(await exit).toBe(78)
    for (const name of ['PORT', 'ISSUER', 'AUDIENCE', 'CLIENT_ID', 'CLIENT_SECRET_FILE', 'DATABASE']) {
      expect(output.err).toContain(`${name}: `)
    }
    expect(output.err).not.toContain('canary')
    expect(output.out).toBe('')
  })

  it('ends with 78 when the issuer is not the configured one (DISC-1)', async () => {
    const { output, exit } = start({ ...settings(), ISSUER: issuer.url.replace('127.0.0.1', 'localhost') })
    expect(await exit).toBe(78)
    expect(output.err).toContain('its metadata says')
  })

  it('ends with 69 when its database is none', async () => {
    writeFileSync(join(folder.path, 'readers.db'), 'this is no database, whatever its name says'.repeat(100))
    const { exit } = start(settings())
    expect(await exit).toBe(69)
  })
})
