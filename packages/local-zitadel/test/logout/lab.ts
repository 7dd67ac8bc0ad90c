import { onTestFinished } from 'vitest'
import {
  type LocalZitadelOptions,
  type Seed,
  type SeededApplication,
  startLocalZitadel,
} from '../../src/index.ts'
import { callZitadel, type Called, type CallOptions } from '../support/call-zitadel.ts'
import { aLogoutReceiver } from '../support/logout-receiver.ts'

export const callback = 'http://localhost:3000/callback'
const start = Date.UTC(2030, 0, 1)

function seedWith(uri: string): Seed {
  const application = { type: 'oidc' as const, authMethod: 'basic' as const, redirectUris: [callback] }
  return {
    organization: { name: 'Harbour' },
    users: [{ loginName: 'nemo', givenName: 'Nemo', familyName: 'Nobody', password: 'Secret1!' }],
    project: {
      name: 'harbour',
      applications: [
        { ...application, name: 'told', backChannelLogoutUri: uri },
        { ...application, name: 'deaf' },
      ],
    },
  }
}

/**
 * A server whose application `told` has registered a receiver, and which nobody waits for: a pause before a try puts the clock forward.
 */
export async function aHarbour(options: LocalZitadelOptions = {}) {
  const receiver = await aLogoutReceiver()
  const clock = { now: start, pauses: [] as number[] }
  const zitadel = await startLocalZitadel({
    seed: seedWith(receiver.uri),
    now: () => clock.now,
    wait: async (milliseconds) => {
      clock.pauses.push(milliseconds)
      clock.now += milliseconds
    },
    ...options,
  })
  onTestFinished(() => zitadel.close())
  const { loginClientPat, adminPat, users } = zitadel.seeded
  const call = (line: string, given: CallOptions = {}) => callZitadel(zitadel, line, given)
  const asLoginClient = (line: string, body?: object) =>
    call(line, { token: loginClientPat, ...(body ? { body } : {}) })
  const asAdmin = (line: string, body: object = {}) => call(line, { token: adminPat, body })
  const application = (name: string): SeededApplication => {
    const found = zitadel.seeded.applications.find((one) => one.name === name)
    if (found === undefined) throw new Error(`the seed has no ${name}`)
    return found
  }
  const token = (name: string, form: Record<string, string>) => {
    const { clientId, clientSecret } = application(name)
    const credentials = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
    return call('POST /oauth/v2/token', {
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    })
  }
  const signIn = async (more: object = {}): Promise<Called['json']> => {
    const checks = { user: { loginName: 'nemo' }, password: { password: 'Secret1!' } }
    return (await asLoginClient('POST /v2/sessions', { checks, ...more })).json
  }
  return {
    zitadel,
    receiver,
    clock,
    call,
    asLoginClient,
    asAdmin,
    application,
    token,
    signIn,
    userId: users[0]?.id ?? '',
    /** Tokens of an application from a session. */
    async mint(name: string, session: Called['json']): Promise<Called['json']> {
      const query = new URLSearchParams({
        client_id: application(name).clientId,
        redirect_uri: callback,
        response_type: 'code',
        scope: 'openid offline_access',
      })
      const asked = await call(`GET /oauth/v2/authorize?${query}`)
      const login = new URL(String(asked.headers['location']), zitadel.issuer)
      const bound = await asLoginClient(
        `POST /v2/oidc/auth_requests/${login.searchParams.get('authRequest')}`,
        {
          session: { sessionId: session['sessionId'], sessionToken: session['sessionToken'] },
        },
      )
      const code = new URL(String(bound.json['callbackUrl'])).searchParams.get('code') ?? ''
      return (await token(name, { grant_type: 'authorization_code', code, redirect_uri: callback })).json
    },
    end: (session: Called['json']) => asLoginClient(`DELETE /v2/sessions/${String(session['sessionId'])}`),
  }
}
