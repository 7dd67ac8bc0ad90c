import { bearer } from './case.ts'
import type { Outcome, Row } from './comparison.ts'
import { type ContenderName, contenders, type Way } from './contenders.ts'
import { type Asked, startGuardedApi } from './guarded-api.ts'
import type { ApiSettings } from './guarded-handlers.ts'
import { type Issuer, startIssuer } from './issuer.ts'

/** A case that is a course of events, with an issuer and an API of its own. */
interface BadDay extends Omit<Row, 'outcomes'> {
  readonly happens: (at: Scene) => Promise<Outcome>
}

interface Scene {
  readonly issuer: Issuer
  /** Starts the API and asks it, one token after the other, each a good one that it has not seen; what came of the last counts. */
  start(): Promise<{ ask(): Promise<Outcome> }>
}

const asksAndVerifies = (asks: 'fault' | 'accept', verifies: 'fault' | 'accept') => ({ asks, verifies })

export const badDays: readonly BadDay[] = [
  {
    case: 'the issuer cannot be reached, from the start of the API on',
    should: asksAndVerifies('fault', 'fault'),
    async happens({ issuer, start }) {
      await issuer.be('gone')
      return (await start()).ask()
    },
  },
  {
    case: 'the same, and it is back for the second request',
    should: asksAndVerifies('accept', 'accept'),
    async happens({ issuer, start }) {
      await issuer.be('gone')
      const api = await start()
      await api.ask()
      await issuer.be('well')
      return api.ask()
    },
  },
  {
    case: 'it takes connections and answers nothing, from the start of the API on',
    should: asksAndVerifies('fault', 'fault'),
    async happens({ issuer, start }) {
      await issuer.be('silent')
      return (await start()).ask()
    },
  },
  {
    case: 'it cannot be reached any more once the API has worked',
    should: asksAndVerifies('fault', 'accept'),
    async happens({ issuer, start }) {
      const api = await start()
      await api.ask()
      await issuer.be('gone')
      return api.ask()
    },
  },
  {
    case: 'it answers nothing any more once the API has worked',
    should: asksAndVerifies('fault', 'accept'),
    async happens({ issuer, start }) {
      const api = await start()
      await api.ask()
      await issuer.be('silent')
      return api.ask()
    },
  },
]

/** Plays one of these days through. */
export async function badDay({ happens }: BadDay, contender: ContenderName): Promise<Outcome> {
  const issuer = await startIssuer()
  const endings: (() => Promise<void>)[] = [() => issuer.close()]
  try {
    return await happens({
      issuer,
      async start() {
        const api = await startGuardedApi(contender, issuer.settings)
        if (api === undefined) return { ask: async () => ({ instead: 'does not start' }) }
        endings.push(() => api.stop())
        return { ask: () => api.ask(aGoodToken(issuer, contenders[contender].way)) }
      },
    })
  } finally {
    for (const end of endings) await end()
  }
}

/** One that no guard has seen. */
export function aGoodToken(issuer: Issuer, way: Way): Asked {
  const token =
    way === 'asks'
      ? issuer.opaque({ active: true, token_type: 'Bearer', ...issuer.claims() })
      : issuer.jwt(issuer.header(), issuer.claims())
  return { authorization: bearer(token) }
}

/** The API's own client secret is wrong, at ZITADEL: the caller's token is good. */
export async function wrongSecret(
  contender: ContenderName,
  settings: ApiSettings,
  asked: Asked,
): Promise<Outcome> {
  const api = await startGuardedApi(contender, { ...settings, clientSecret: 'wrong' })
  if (api === undefined) return { instead: 'does not start' }
  try {
    return await api.ask(asked)
  } finally {
    await api.stop()
  }
}
