import { randomBytes } from 'node:crypto'
import { aGoodToken } from './bad-days.ts'
import { bearer } from './case.ts'
import { type Demand, isMet, type Outcome } from './comparison.ts'
import { type ContenderName, contenders, type Way } from './contenders.ts'
import { type Asked, type GuardedApi, startGuardedApi } from './guarded-api.ts'
import { type Issuer, startIssuer } from './issuer.ts'

/** Many requests, and how often the issuer is called for them. */
interface Crowd {
  readonly case: string
  readonly should: Demand
  readonly requests: (issuer: Issuer, way: Way) => readonly Asked[]
  readonly atOnce: boolean
}

const invented = (issuer: Issuer, way: Way): Asked => {
  const kid = randomBytes(8).toString('hex')
  return {
    authorization: bearer(way === 'asks' ? kid : issuer.jwt(issuer.header({ kid }), issuer.claims())),
  }
}
const same = (count: number) => (issuer: Issuer, way: Way) => {
  const token = aGoodToken(issuer, way)
  return Array.from({ length: count }, () => token)
}

export const thousandAtOnce: Crowd = {
  case: '1,000 at once with one good token',
  should: 'accept',
  requests: same(1_000),
  atOnce: true,
}

export const crowds: readonly Crowd[] = [
  thousandAtOnce,
  { case: '100 one after another with one good token', should: 'accept', requests: same(100), atOnce: false },
  {
    case: '100 one after another, each with an invented token (JWTs: an invented `kid`)',
    should: 'refuse',
    requests: (issuer, way) => Array.from({ length: 100 }, () => invented(issuer, way)),
    atOnce: false,
  },
]

/** Counts calls after the API has worked once, so that metadata and keys are known to those who remember them. */
export async function callsOf(
  { should, requests, atOnce }: Crowd,
  contender: ContenderName,
): Promise<Outcome> {
  const issuer = await startIssuer()
  const { way } = contenders[contender]
  const api = await startGuardedApi(contender, issuer.settings)
  if (api === undefined) throw new Error(`${contender} does not start`)
  try {
    await api.ask(aGoodToken(issuer, way))
    const before = issuer.calls.length
    // long enough for all of them to wait for the same answer
    issuer.delayMs = atOnce ? 500 : 0
    const outcomes = await askAll(api, requests(issuer, way), atOnce)
    const failed = outcomes.filter((outcome) => !isMet(outcome, should)).length
    return { calls: issuer.calls.length - before, failed }
  } finally {
    await api.stop()
    await issuer.close()
  }
}

async function askAll(
  api: GuardedApi,
  asked: readonly Asked[],
  atOnce: boolean,
): Promise<readonly Outcome[]> {
  if (atOnce) return Promise.all(asked.map((one) => api.ask(one)))
  const outcomes: Outcome[] = []
  for (const one of asked) outcomes.push(await api.ask(one))
  return outcomes
}
