import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMishaps } from './find-mishaps.ts'
import { type Mishap, nameOf } from './point.ts'
import { createProcesses } from './processes.ts'
import { tryMishap } from './try-mishap.ts'

/**
 * Where the most can be left behind: a session made, a request bound, a code redeemed, a login kept, its end written down.
 * `npm run crash` tries every point.
 */
const chosen = [
  'killed after POST /v2/sessions no. 2',
  'answer lost after POST /v2/sessions no. 2',
  'killed after GET /oauth/v2/authorize no. 1',
  'killed before POST /v2/oidc/auth_requests/{id} no. 1',
  'killed after POST /v2/oidc/auth_requests/{id} no. 1',
  'answer lost after POST /v2/oidc/auth_requests/{id} no. 1',
  'killed after POST /oauth/v2/token no. 2',
  'answer lost after POST /oauth/v2/token no. 2',
  'killed before put session no. 1',
  'killed after put session no. 1',
  'killed before DELETE /v2/sessions/{id} no. 1',
  'answer lost after DELETE /v2/sessions/{id} no. 1',
]

/** A busy machine may need a second gateway's start more than once, and patience until it has tidied up. */
const mostMs = 180_000

describe('a gateway that dies or loses an answer in the middle (NO-TOKEN-EARLY, LOGOUT-IS-FINAL)', () => {
  const processes = createProcesses(1)
  let mishaps: ReadonlyMap<string, Mishap>

  beforeAll(async () => {
    mishaps = new Map((await findMishaps(processes)).map((mishap) => [nameOf(mishap), mishap]))
  })
  afterAll(() => processes.close())

  it('can do so at hundreds of places', () => {
    expect(mishaps.size).toBeGreaterThan(300)
  })

  it.each(chosen)(
    'leaves nothing alive that nobody answers for, and the user can log in: %s',
    async (name) => {
      const mishap = mishaps.get(name)
      expect(mishap).toBeDefined()
      expect((await tryMishap(processes, mishap as Mishap)).join('\n')).toBe('')
    },
    mostMs,
  )
})
