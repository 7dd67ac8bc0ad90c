import { memoryStore } from '@postern/store'
import { createInternet, secureRandom, stoppedClock } from '@postern/testkit'
import {
  createLoginEngine,
  type LoginEvent,
  type LoginSettings,
  parseApplicationKey,
  parseServiceAccountKey,
  type Proof,
} from '../src/index.ts'
import {
  applicationFile,
  loginClientFile,
  organizationId,
  origin,
  projectId,
  redirectUri,
  scriptedZitadel,
} from './scripted-zitadel.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

export const aPassword = (password = 'S3cret!pässword', loginName = 'mini@acme.example'): Proof => ({
  method: 'password',
  loginName,
  password: bytes(password),
})

export const aCode = (code = '123456'): Proof => ({ method: 'totp', code: bytes(code) })

export const jsonAnswer = (status: number, body: unknown, now = 1_900_000_000_000) => ({
  status,
  headers: { 'content-type': 'application/json', date: new Date(now).toUTCString() },
  body: bytes(JSON.stringify(body)),
})

export const settings: LoginSettings = {
  issuer: origin,
  application: parseApplicationKey(applicationFile),
  redirectUri,
  projectId,
  loginClient: { kind: 'key', key: parseServiceAccountKey(loginClientFile) },
  sessionLifetimeSeconds: 43_200,
}

/** An engine on an in-process internet, an issuer that can be told to lie, a memory store and a stopped clock. */
export function aLogin(changes: Partial<LoginSettings> = {}) {
  const clock = stoppedClock()
  const internet = createInternet()
  const zitadel = scriptedZitadel(clock.now)
  internet.route(origin, (request) => zitadel.handle(request))
  const store = memoryStore({ now: clock.now })
  const events: LoginEvent[] = []
  const deps = {
    http: internet,
    now: clock.now,
    randomBytes: secureRandom,
    store,
    deploymentKeys: [{ id: 'test', key: secureRandom(32) }],
    events: (event: LoginEvent) => void events.push(event),
  }
  const engine = createLoginEngine(deps, { ...settings, ...changes })
  const begin = async () =>
    (await engine.begin({ device: { address: '203.0.113.7', userAgent: 'Firefox' } })).handle

  return {
    clock,
    internet,
    zitadel,
    store,
    deps,
    events,
    engine,
    begin,
    async prove(proof: Proof) {
      return engine.prove(await begin(), proof)
    },
    /** A finished login as a living session. */
    async living() {
      const result = await engine.prove(await begin(), aPassword())
      if (result.kind !== 'finished') throw new Error('the login did not finish')
      const { zitadelSessionId, subject, authTime } = result.login
      return { zitadelSessionId, subject, organizationId, authTime }
    },
    /** How many calls were made to `POST /v2/sessions`, or with a slash at the end to anything below. */
    calls: (path: string) =>
      internet.sent.filter(({ request }) => {
        const called = `${request.method} ${new URL(request.url).pathname}`
        return path.endsWith('/') ? called.startsWith(path) : called === path
      }).length,
    /** An answer of ZITADEL in its error envelope (contract 11.1). */
    refusal: (status: number, id: string) =>
      jsonAnswer(status, { code: 9, message: `no (${id})`, details: [{ id, message: 'no' }] }, clock.now()),
  }
}

export type ALogin = ReturnType<typeof aLogin>

/** Asks for two factors, as an organization would. */
export function withTotp({ zitadel }: ALogin): void {
  zitadel.users[0].methods.push('AUTHENTICATION_METHOD_TYPE_TOTP')
}
