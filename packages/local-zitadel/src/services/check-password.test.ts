import { create } from '@bufbuild/protobuf'
import { CreateSessionRequestSchema } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'
import { describe, expect, it } from 'vitest'
import { hashPassword } from '../crypto/password-hash.ts'
import { createReadSide } from '../faults/read-side.ts'
import { loopbackOnly } from '../logout/outgoing.ts'
import type { RequestContext } from '../server/request-context.ts'
import { createInstance } from '../state/create-instance.ts'
import { createOrganization } from '../state/create-organization.ts'
import type { User, UserState } from '../state/model.ts'
import type { Behaviour } from '../state/world.ts'
import { checkPassword, tarpitMs } from './check-password.ts'
import type { Call } from './operation.ts'
import { createSession } from './session/create-session.ts'
import { newHuman } from './user/new-human.ts'

const now = Date.UTC(2030, 0, 1)

/** A call of the login client about a user with the password `right`; waiting takes no time and is written down. */
function aCall(behaviour: Partial<Behaviour> = {}) {
  const waits: number[] = []
  const instance = createInstance({ id: 'i', ownProjectId: 'p', tokenKey: new Uint8Array(32), now })
  instance.organizations.set('o', createOrganization({ id: 'o', name: 'acme', now }))
  instance.members.set('caller', ['IAM_LOGIN_CLIENT'])
  const human = newHuman(
    { givenName: 'A', familyName: 'B', preferredLanguage: 'en' },
    { address: 'a@b.example', verified: true },
  )
  human.password = { hash: hashPassword('right', new Uint8Array(16)), changedAt: now, changeRequired: false }
  const user: User = {
    id: 'u',
    organizationId: 'o',
    username: 'mini',
    state: 'active',
    createdAt: now,
    changedAt: now,
    sequence: 1,
    metadata: new Map(),
    human,
  }
  instance.users.set('u', user)
  let id = 400n
  const world: Call['world'] = {
    instance,
    now: () => now,
    randomBytes: (size) => new Uint8Array(size),
    nextId: () => String(++id),
    changed: () => {},
    signingKeysReady: async () => {},
    wait: async (ms) => void waits.push(ms),
    sessionEnded: () => {},
    outgoing: loopbackOnly(),
    behaviour: {
      asOriginal: false,
      passwordCheckMs: 0,
      tarpit: false,
      raceWindow: () => undefined,
      ...behaviour,
    },
    readSide: createReadSide({ lagMs: () => 0, now: () => now }),
    port: () => 0,
  }
  const caller = { userId: 'caller', organizationId: 'o', token: 'pat' } as const
  // Neither the check nor the creation of a session looks at the HTTP request.
  const context = {} as RequestContext
  return { call: { world, instance, context, caller, organizationId: 'o', now }, user, human, waits }
}

const outcome = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'right',
    (error: { detail?: { id?: string } }) => error.detail?.id,
  )

describe('tarpit (contract 3.8)', () => {
  it.each([
    [1, 0],
    [9, 0],
    [10, 1_000],
    [14, 1_000],
    [15, 2_000],
    [54, 9_000],
    [55, 10_000],
    [500, 10_000],
  ])('holds the answer to failure %i for %i ms', (failures, milliseconds) => {
    expect(tarpitMs(failures)).toBe(milliseconds)
  })

  it.each([
    [true, [1_000, 1_000]],
    [false, []],
  ])(
    'on %s: of eleven failures these answers are held, and never that to the right password: %j',
    async (tarpit, held) => {
      const { call, user, waits } = aCall({ tarpit })
      for (let failure = 1; failure <= 11; failure++)
        expect(await outcome(checkPassword(call, user, 'wrong'))).toBe('COMMAND-3M0fs')
      expect(await outcome(checkPassword(call, user, 'right'))).toBe('right')
      expect(waits).toEqual(held)
    },
  )
})

describe('the waiting time of a password check (contract 3.8, 3.9)', () => {
  it.each([
    ['of a known user with the right password', {}, 'right', 'right', [900]],
    ['of a known user with a wrong one', {}, 'wrong', 'COMMAND-3M0fs', [900]],
    ['of an unknown user', { loginName: 'nobody' }, 'right', 'QUERY-Dfbg2', []],
    ['of a locked user', { state: 'locked' }, 'right', 'SESSION-Gj4ko', []],
    ['of an inactive user', { state: 'inactive' }, 'right', 'SESSION-Gj4ko', []],
    ['of a user without a password', { password: false }, 'right', 'COMMAND-3nJ4t', []],
  ] as const)('%s', async (_, given, password, answer, waited) => {
    const {
      loginName,
      state,
      password: hasPassword,
    } = { loginName: 'mini', ...given } as {
      loginName: string
      state?: UserState
      password?: false
    }
    const { call, user, human, waits } = aCall({ passwordCheckMs: 900 })
    if (state !== undefined) user.state = state
    if (hasPassword === false) delete human.password
    const search = { case: 'loginName', value: loginName } as const
    const checks = { user: { search }, password: { password } }
    expect(await outcome(createSession.handle(call, create(CreateSessionRequestSchema, { checks })))).toBe(
      answer,
    )
    expect(waits).toEqual(waited)
  })
})

describe('racing failures at the lockout limit (contract 3.7, 3.8)', () => {
  const wrong = ({ call, user }: ReturnType<typeof aCall>, times: number) => {
    call.instance.policies.lockout.maxPasswordAttempts = 3
    return Promise.all(Array.from({ length: times }, () => outcome(checkPassword(call, user, 'wrong'))))
  }

  it('strict: exactly as many are evaluated as the limit allows', async () => {
    const given = aCall({ passwordCheckMs: 1 })
    const answers = await wrong(given, 12)
    const counted = answers.filter((id) => id === 'COMMAND-3M0fs').length
    const refused = answers.filter((id) => id === 'COMMAND-SFA3t').length
    expect([counted, refused, given.user.state, given.human.passwordFailures]).toEqual([3, 9, 'locked', 3])
  })

  it('as the original: all that stand between look and write overrun it', async () => {
    const waiting: (() => void)[] = []
    const meet = () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (waiting.length === 5) for (const release of waiting.splice(0)) release()
      })
    const given = aCall({ passwordCheckMs: 1, raceWindow: meet })
    expect(await wrong(given, 5)).toEqual(Array.from({ length: 5 }, () => 'COMMAND-3M0fs'))
    expect([given.user.state, given.human.passwordFailures]).toEqual(['locked', 5])
    expect(await outcome(checkPassword(given.call, given.user, 'right'))).toBe('COMMAND-JLK35')
  })

  it('a right password that was under way when the user was locked is refused', async () => {
    const { call, user } = aCall({ passwordCheckMs: 1 })
    const under = outcome(checkPassword(call, user, 'right'))
    user.state = 'locked'
    expect(await under).toBe('COMMAND-SFA3t')
  })
})
