import { describe, expect, it } from 'vitest'
import { createPostern } from '../src/postern.ts'
import { aRoomOfTabs, aSession, json, problem, scriptedGateway } from './scripted-gateway.ts'

const gone = () => new Response(null, { status: 204 })

const here = {
  id: 'id-of-here',
  current: true,
  device: 'Firefox',
  address: '192.0.2.1',
  createdAt: 1_000,
  lastUsedAt: 3_000,
}
const there = { ...here, id: 'id/of there', current: false, device: null, address: null }

/** A page that knows that somebody is logged in. */
async function aPage(script: Parameters<typeof scriptedGateway>[0]) {
  const gateway = scriptedGateway({ 'GET /auth/session': json({ session: aSession() }), ...script })
  const tabs = aRoomOfTabs()
  const postern = createPostern({ ...gateway.surroundings, channel: tabs() })
  await postern.session()
  const heard: unknown[] = []
  tabs().listen((message) => heard.push(message))
  return { gateway, postern, heard }
}

describe("the user's sessions", () => {
  it('are listed, without anything that was not agreed (RT-7)', async () => {
    const { postern } = await aPage({
      'GET /auth/sessions': json({ sessions: [{ ...here, token: 'a-token' }, there] }),
    })
    expect(await postern.sessions()).toEqual([here, there])
  })

  it.each([
    {},
    { sessions: {} },
    { sessions: [{ ...here, id: 1 }] },
    { sessions: [{ ...here, current: 'yes' }] },
    { sessions: [{ ...here, createdAt: null }] },
  ])('are refused when the answer is %j', async (answer) => {
    const { postern } = await aPage({ 'GET /auth/sessions': json(answer) })
    await expect(postern.sessions()).rejects.toMatchObject({ code: 'ANSWER_UNREADABLE' })
  })

  it('can be ended elsewhere, and this page stays logged in', async () => {
    const { gateway, postern, heard } = await aPage({ 'DELETE /auth/sessions/id%2Fof%20there': gone() })
    await postern.endSession(there)
    expect(gateway.calls().at(-1)).toBe('DELETE /auth/sessions/id%2Fof%20there')
    expect(gateway.seen.at(-1)?.headers.get('postern-csrf')).toBe('1')
    expect([postern.lastSession(), heard]).toEqual([aSession(), []])
  })

  it('can be ended here, which logs out in every tab', async () => {
    const { postern, heard } = await aPage({ 'DELETE /auth/sessions/id-of-here': gone() })
    await postern.endSession(here)
    expect([postern.lastSession(), heard]).toEqual([null, [{ postern: 'logged_out' }]])
  })

  it('can all be ended, which logs out in every tab', async () => {
    const { postern, heard } = await aPage({ 'DELETE /auth/sessions': gone() })
    await postern.logoutEverywhere()
    expect([postern.lastSession(), heard]).toEqual([null, [{ postern: 'logged_out' }]])
  })

  it('do not count as ended when the gateway refused', async () => {
    const { postern, heard } = await aPage({
      'DELETE /auth/sessions': problem(401, 'SESSION_REQUIRED'),
      'DELETE /auth/sessions/id-of-here': problem(503, 'STORE_BUSY'),
    })
    await expect(postern.logoutEverywhere()).rejects.toMatchObject({ code: 'SESSION_REQUIRED' })
    await expect(postern.endSession(here)).rejects.toMatchObject({ code: 'STORE_BUSY' })
    expect([postern.lastSession(), heard]).toEqual([aSession(), []])
  })
})
