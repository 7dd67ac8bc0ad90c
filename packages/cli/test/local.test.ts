import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CommandError } from '../src/exit-codes.ts'
import { createProgram } from '../src/program.ts'

/** `postern local` on a free port, ended with the test; the line that it says when it is ready. */
async function local(...parameters: string[]): Promise<{ issuer: string; ended: Promise<unknown> }> {
  const stop = Promise.withResolvers<void>()
  const ready = Promise.withResolvers<{ issuer: string }>()
  const program = createProgram({
    out: (line) => ready.resolve(JSON.parse(line)),
    err: () => {},
    isInteractive: false,
    stopAsked: stop.promise,
    onReloadAsked: () => {},
    prompts: { isPerson: false, read: async () => null },
    env: {},
    now: Date.now,
  })
  const ended = program.parseAsync(['local', '--port', '0', '--json', ...parameters], { from: 'user' })
  onTestFinished(async () => {
    stop.resolve()
    await ended.catch(() => {})
  })
  const { issuer } = await Promise.race([ready.promise, ended.then(() => ({ issuer: '' }))])
  return { issuer, ended }
}

describe('postern local', () => {
  it('tells the default seed where its application is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-local-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { issuer } = await local('--write', folder, '--application', 'http://localhost:4444')
    const { clientId } = JSON.parse(await readFile(join(folder, 'newsroom-gateway-key.json'), 'utf8'))
    const status = async (origin: string) => {
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: `${origin}/auth/callback`,
        response_type: 'code',
        scope: 'openid',
      })
      return (await fetch(`${issuer}/oauth/v2/authorize?${query}`, { redirect: 'manual' })).status
    }
    expect(await status('http://localhost:4444')).toBe(302)
    expect(await status('http://localhost:3000')).toBe(400)
  })

  it.each(['http://localhost:4444/', 'http://localhost:4444/auth', 'localhost:4444', ''])(
    'takes no %j for an origin',
    async (origin) => {
      const refused = local('--application', origin).then(({ ended }) => ended)
      await expect(refused).rejects.toThrow(CommanderError)
    },
  )

  it('refuses an application for a seed that names its own', async () => {
    const refused = local('--seed', 'empty', '--application', 'http://localhost:4444')
    await expect(refused).rejects.toThrow(CommandError)
  })
})
