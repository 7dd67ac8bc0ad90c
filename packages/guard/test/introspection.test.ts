import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  aGuard,
  anAnswer,
  apiClient,
  appClient,
  aRequest,
  asPrincipal,
  asRefusal,
  noon,
  project,
} from './support/builders.ts'
import { type ScriptedIssuer, startScriptedIssuer } from './support/scripted-issuer.ts'

let issuer: ScriptedIssuer
beforeEach(async () => {
  issuer = await startScriptedIssuer()
  issuer.answer = () => anAnswer(issuer.issuer)
})
afterEach(() => issuer.close())

const canary = 'canary-token-0123456789'
const judge = async (over: Parameters<typeof aGuard>[1] = {}) =>
  aGuard(issuer, over).guard(aRequest(`Bearer ${canary}`))

describe('introspection (RFC 7662)', () => {
  it('sends the token by POST in the body only, with both halves of the credential form-encoded (INTRO-1)', async () => {
    asPrincipal(await judge())
    const [call] = issuer.calls
    expect(call?.method).toBe('POST')
    expect(call?.url).toBe('/oauth/v2/introspect')
    expect(call?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(call?.form.get('token')).toBe(canary)
    expect(JSON.stringify(call?.headers)).not.toContain(canary)
    const [id, secret] = Buffer.from(call?.headers.authorization?.split(' ')[1] ?? '', 'base64')
      .toString()
      .split(':')
    expect(new URLSearchParams(`id=${id}&secret=${secret}`).get('secret')).toBe('a secret/with:signs+%é')
    expect(id).toBe(apiClient)
  })

  it('shows neither token nor secret in answers, reasons, events or itself (INTRO-1)', async () => {
    for (const reply of [200, 400, 401, 500]) {
      issuer.reply = (call, response) => {
        response.statusCode = reply
        response.end(
          JSON.stringify({ error: `said ${call.form.get('token')}`, active: call.form.get('token') }),
        )
      }
      const { guard, events } = aGuard(issuer)
      const refusal = asRefusal(await guard(aRequest(`Bearer ${canary}`)))
      const seen =
        inspect([guard, events, refusal], { depth: 9, showHidden: true }) + JSON.stringify([events, refusal])
      expect(seen).not.toContain(canary)
      expect(seen).not.toContain('a secret')
    }
  })

  it.each([
    ['the text "true"', { active: 'true' }],
    ['the number 1', { active: 1 }],
    ['nothing', {}],
    ['null', null],
    ['a list', [{ active: true }]],
    ['an expiry in a text (JOSE-5)', { active: true, exp: '1799999999' }],
  ])('takes %s for no answer, and does not blame the caller (INTRO-2)', async (_, answer) => {
    issuer.answer = () => answer
    expect(asRefusal(await judge())).toMatchObject({ status: 503, reason: 'answer_unusable' })
  })

  it.each([
    [500, 'text/html', '<h1>oops</h1>', 'issuer_unreachable'],
    [200, 'text/html', '<h1>welcome</h1>', 'answer_unusable'],
    [200, 'application/json', '', 'answer_unusable'],
    [200, 'application/json', '{"active":true', 'answer_unusable'],
    [200, 'application/json', Buffer.from([0x22, 0xff, 0x22]), 'answer_unusable'],
    [200, 'text/plain', '{"active":true}', 'answer_unusable'],
    [204, 'application/json', '', 'answer_unusable'],
    [302, 'application/json', '{"active":true}', 'answer_unusable'],
    [429, 'application/json', '{}', 'issuer_unreachable'],
    [501, 'application/json', '{}', 'issuer_unreachable'],
    [400, 'application/json', '{"error":"invalid_request"}', 'answer_unusable'],
  ])('refuses by 503 when the issuer answers %s %s %j (INTRO-2)', async (status, type, body, reason) => {
    issuer.reply = (_, response) => {
      response.writeHead(status, { 'content-type': type, location: `${issuer.issuer}/elsewhere` })
      response.end(body)
    }
    const { guard, events } = aGuard(issuer)
    expect(asRefusal(await guard(aRequest(`Bearer ${canary}`)))).toMatchObject({ status: 503, reason })
    expect(events).toMatchObject([{ name: 'guard.issuer_failed', severity: 'error', reason }])
    expect(issuer.calls).toHaveLength(1)
  })

  it('refuses by 503 when the issuer keeps silent, or stops in the middle of its answer (INTRO-2)', async () => {
    issuer.reply = () => {}
    expect(asRefusal(await judge({ timeoutMs: 20 }))).toMatchObject({
      status: 503,
      reason: 'issuer_unreachable',
      detail: expect.stringContaining('TimeoutError'),
    })
    issuer.reply = (_, response) => void response.writeHead(200).write('{"active":true')
    expect(asRefusal(await judge({ timeoutMs: 50 }))).toMatchObject({
      status: 503,
      reason: 'issuer_unreachable',
    })
  })

  it('reads no answer beyond 256 KiB, and one of that size (INTRO-2)', async () => {
    const filled = (length: number) => {
      const bare = JSON.stringify({ active: false, filler: '' }).length
      return JSON.stringify({ active: false, filler: 'x'.repeat(length - bare) })
    }
    issuer.reply = (_, response) => void response.end(filled(262_144))
    expect(asRefusal(await judge())).toMatchObject({ reason: 'token_inactive' })
    issuer.reply = (_, response) => void response.end(filled(262_145))
    expect(asRefusal(await judge())).toMatchObject({ status: 503, reason: 'answer_unusable' })
  })

  it.each([
    [400, 'unauthorized_client'],
    [400, 'invalid_client'],
    [401, 'invalid_client'],
    [403, 'access_denied'],
  ])(
    'calls its own refused credential (%s %s) a fault of the API: 503 and a loud event, no 401',
    async (status, error) => {
      issuer.reply = (_, response) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
      const { guard, events } = aGuard(issuer)
      const refusal = asRefusal(await guard(aRequest(`Bearer ${canary}`)))
      expect(refusal).toMatchObject({
        status: 503,
        reason: 'credential_refused',
        problem: { code: 'JUDGEMENT_UNAVAILABLE' },
      })
      expect(refusal.headers['www-authenticate']).toBeUndefined()
      expect(events).toMatchObject([{ name: 'guard.credential_refused', severity: 'error' }])
      expect(events[0]?.detail).toContain('client id or secret')
    },
  )

  it('recovers by itself when the issuer does, since no failure is kept (OPS-1)', async () => {
    const { guard } = aGuard(issuer)
    issuer.reply = (_, response) => void response.writeHead(503).end()
    expect(asRefusal(await guard(aRequest(`Bearer ${canary}`))).status).toBe(503)
    issuer.reply = undefined
    asPrincipal(await guard(aRequest(`Bearer ${canary}`)))
  })

  it('answers by 503 when nobody listens at the issuer', async () => {
    await issuer.close()
    const { guard, events } = aGuard(issuer)
    expect(asRefusal(await guard(aRequest(`Bearer ${canary}`)))).toMatchObject({
      status: 503,
      reason: 'issuer_unreachable',
    })
    expect(events[0]?.detail).toContain('ECONNREFUSED')
    issuer = await startScriptedIssuer()
  })

  it('lets a log that throws change nothing', async () => {
    const onEvent = () => {
      throw new Error('disk full')
    }
    asPrincipal(await judge({ audience: null, onEvent }))
    issuer.reply = (_, response) => void response.writeHead(500).end()
    expect(asRefusal(await judge({ onEvent })).status).toBe(503)
  })
})

describe('what the issuer calls active', () => {
  const after = (over: Record<string, unknown>, options: Parameters<typeof aGuard>[1] = {}) => {
    issuer.answer = () => anAnswer(issuer.issuer, over)
    return judge(options)
  }
  const seconds = noon / 1000

  it.each([
    ['another issuer', { iss: 'https://evil.example' }, 'wrong_issuer'],
    ['the issuer with a slash', { iss: 'SLASH' }, 'wrong_issuer'],
    ['another audience', { aud: [appClient] }, 'wrong_audience'],
    ['another audience as a text', { aud: appClient }, 'wrong_audience'],
    ['an audience that only begins like ours', { aud: [`${project}0`] }, 'wrong_audience'],
    ['no audience', { aud: undefined }, 'wrong_audience'],
    ['another type', { token_type: 'mac' }, 'token_type_unknown'],
    ['the type DPoP without a key', { token_type: 'DPoP' }, 'token_bound'],
    ['a key that it is bound to (DPOP-6)', { cnf: { jkt: 'x' } }, 'token_bound'],
    ['no expiry', { exp: undefined }, 'expiry_missing'],
    ['no subject', { sub: undefined }, 'subject_missing'],
    ['an empty subject', { sub: '' }, 'subject_missing'],
  ])('is refused with %s: 401 invalid_token (AT-3, INTRO-3)', async (_, over, reason) => {
    const claims = 'iss' in over && over.iss === 'SLASH' ? { iss: `${issuer.issuer}/` } : over
    const refusal = asRefusal(await after(claims))
    expect(refusal).toMatchObject({ status: 401, reason, problem: { code: 'TOKEN_REFUSED' } })
    expect(refusal.headers['www-authenticate']).toBe('Bearer realm="api", error="invalid_token"')
  })

  it('tells the log which audience is missing and how to get it, and the caller nothing of it', async () => {
    const refusal = asRefusal(await after({ aud: ['1', '2'] }))
    expect(refusal.detail).toBe(
      `the token has audience 1, 2; this API accepts ${project}: request scope urn:zitadel:iam:org:project:id:${project}:aud`,
    )
    expect(JSON.stringify([refusal.headers, refusal.problem])).not.toContain(project)
    const own = asRefusal(await after({ aud: [project] }, { audience: apiClient }))
    expect(own.detail).toContain('make the project the audience')
  })

  it('tells the log what an inactive token may be', async () => {
    issuer.answer = () => ({ active: false })
    expect(asRefusal(await judge())).toMatchObject({
      status: 401,
      reason: 'token_inactive',
      detail: expect.stringContaining(`urn:zitadel:iam:org:project:id:${project}:aud`),
    })
    expect(asRefusal(await judge({ audience: apiClient })).detail).toContain('<project of this API>')
  })

  it('is accepted for the client id, for the project, and as a single text', async () => {
    const subjects = [
      asPrincipal(await after({}, { audience: apiClient })).subject,
      asPrincipal(await after({}, { audience: project })).subject,
      asPrincipal(await after({ aud: project }, { audience: project })).subject,
    ]
    expect(new Set(subjects)).toEqual(new Set(['300000000000000005']))
  })

  it('is accepted for any audience only where null was said out loud, and that is an event at start', async () => {
    const { guard, events } = aGuard(issuer, { audience: null })
    issuer.answer = () => anAnswer(issuer.issuer, { aud: ['somebody else'] })
    asPrincipal(await guard(aRequest(`Bearer ${canary}`)))
    expect(events).toMatchObject([{ name: 'guard.audience_unchecked', severity: 'warn' }])
  })

  it('ends at the very millisecond of exp, without tolerance (AT-3, JOSE-5)', async () => {
    const times = { iat: undefined, nbf: undefined }
    asPrincipal(await after({ exp: seconds + 0.001, ...times }))
    expect(asRefusal(await after({ exp: seconds, ...times }))).toMatchObject({
      status: 401,
      reason: 'expired',
    })
  })

  it.each(['nbf', 'iat'])(
    'may begin (%s) as much later as clocks may differ, and not a millisecond more (JOSE-5)',
    async (claim) => {
      asPrincipal(await after({ [claim]: seconds + 30 }))
      expect(asRefusal(await after({ [claim]: seconds + 30.001 }))).toMatchObject({
        status: 401,
        reason: 'not_yet_valid',
      })
      expect(asRefusal(await after({ [claim]: seconds + 1 }, { clockToleranceSeconds: 0 })).reason).toBe(
        'not_yet_valid',
      )
    },
  )

  it('cannot be changed by one request for the next, down to its leaves', async () => {
    const { guard } = aGuard(issuer)
    issuer.answer = () => anAnswer(issuer.issuer, { nested: { list: [{ deep: 1 }] } })
    const { claims } = asPrincipal(await guard(aRequest(`Bearer ${canary}`)))
    const { list } = claims['nested'] as { list: { deep: number }[] }
    expect(() => Object.assign(claims, { sub: 'eve' })).toThrow(TypeError)
    expect(() => list.push({ deep: 2 })).toThrow(TypeError)
    expect(() => Object.assign(list.at(0) ?? {}, { deep: 2 })).toThrow(TypeError)
  })

  it('needs no iss, nbf, iat and token_type, but wants them right', async () => {
    asPrincipal(await after({ iss: undefined, nbf: undefined, iat: undefined, token_type: undefined }))
    expect(asPrincipal(await after({ token_type: 'bearer' })).claims['token_type']).toBe('bearer')
  })
})
