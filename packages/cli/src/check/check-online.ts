import { type Config, deploymentKeysOf, loginSettingsOf } from '@postern/gateway'
import {
  createLoginEngine,
  createServiceCaller,
  isLoginError,
  type LoginClientCredential,
  probeApplication,
} from '@postern/login'
import { type HttpClient, isJsonObject, parseJson, type RandomBytes } from '@postern/protocol'
import { memoryStore } from '@postern/store'
import type { Check } from './finding.ts'

export interface CheckOnlineDeps {
  readonly http: HttpClient
  readonly now: () => number
  readonly randomBytes: RandomBytes
}

/** Codes of a login engine that speak of the issuer itself; all others speak of the login client. */
const issuerCodes = /^(ISSUER_|SETTINGS_)/

/**
 * Asks ZITADEL whether a gateway of this configuration could log somebody in: its discovery document, the login client's credential and
 * rights, the application's key, and how the instance logs in. Leaves nothing behind there.
 */
export async function checkOnline(config: Config, deps: CheckOnlineDeps): Promise<readonly Check[]> {
  const settings = loginSettingsOf(config)
  const engine = createLoginEngine(
    { ...deps, store: memoryStore(deps), deploymentKeys: deploymentKeysOf(config) },
    settings,
  )
  const ready = await outcomeOf(async () => {
    const { loginClientExpiresAt: at } = await engine.ready()
    return at === null ? 'works' : `works until ${new Date(at).toISOString().slice(0, 10)}`
  })
  await engine.close()
  const isIssuerBad = ready.outcome === 'bad' && issuerCodes.test(ready.detail)
  const names = ['login client', 'application', 'login v2']
  if (isIssuerBad)
    return [
      { check: 'issuer', ...ready },
      ...names.map((check): Check => ({ check, outcome: 'not_asked', detail: '' })),
    ]
  const isAsked = ready.outcome === 'good'
  return [
    { check: 'issuer', outcome: 'good', detail: config.issuer },
    { check: 'login client', ...ready },
    {
      check: 'application',
      ...(await outcomeOf(async () => {
        await probeApplication(settings, deps)
        return 'its key works'
      })),
    },
    {
      check: 'login v2',
      ...(isAsked
        ? await outcomeOf(() => loginVersion(config, settings.loginClient, deps))
        : { outcome: 'not_asked' as const, detail: '' }),
    },
  ]
}

type Outcome = Pick<Check, 'outcome' | 'detail'>

/** Detail is made of codes and of what our own errors say, which hold no secret. */
async function outcomeOf(work: () => Promise<string>): Promise<Outcome> {
  try {
    return { outcome: 'good', detail: await work() }
  } catch (error) {
    if (!isLoginError(error)) throw error
    return { outcome: 'bad', detail: `${error.code}: ${error.message}` }
  }
}

/** Each login asks for login v2 by itself (contract 4.2); an instance that demands it does so for everybody. */
async function loginVersion(
  { issuer, allowInsecureLoopback }: Config,
  given: LoginClientCredential | (() => Promise<LoginClientCredential>),
  deps: CheckOnlineDeps,
): Promise<string> {
  const credential = typeof given === 'function' ? await given() : given
  const caller = createServiceCaller(
    { issuer, allowPlainHttpOnLoopback: allowInsecureLoopback, credential },
    deps,
  )
  const { status, body } = await caller.send({ method: 'GET', path: '/v2/features/instance' })
  const features = parseJson(body)
  if (status !== 200 || !isJsonObject(features)) return `not known: status ${status}`
  const { loginV2 } = features
  const isRequired = isJsonObject(loginV2) && loginV2['required'] === true
  return isRequired ? 'required for all' : 'not required: each login asks for it'
}
