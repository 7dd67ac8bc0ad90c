import {
  type AttemptView,
  type FinishedLogin,
  type LivingSession,
  type LoginEngine,
  LoginError,
  type LoginEvents,
  type Method,
  type Proof,
  type Requirement,
} from '@postern/login'
import { secureRandom } from '@postern/testkit'

export interface ScriptedUser {
  readonly loginName: string
  readonly password: string
  readonly code?: string
}

interface ScriptedAttempt {
  readonly id: string
  readonly expiresAt: number
  user?: ScriptedUser
  state: 'open' | 'finished'
  isBusy: boolean
}

/** A login engine whose users are in a list, and whose bad days are in the test's hands. */
export interface ScriptedEngine extends LoginEngine {
  users: ScriptedUser[]
  /** Resolves before a proof is judged. */
  beforeProof: () => Promise<void>
  onRenew: (session: LivingSession, usual: () => FinishedLogin) => Promise<FinishedLogin>
  onJudge: (session: LivingSession) => Promise<readonly Requirement[]>
  onEnd: (zitadelSessionId: string) => Promise<void>
  onReady: LoginEngine['ready']
  onRecover: LoginEngine['recover']
  onLogoutToken: LoginEngine['readLogoutToken']
  tokenLifeMs: number
  /** Every proof as it came, copied before it was zeroed. */
  readonly proofs: {
    readonly method: string
    readonly secret: Buffer
    readonly given: Uint8Array
    readonly loginName?: string
  }[]
  readonly contexts: unknown[]
  readonly ended: string[]
  readonly renewals: LivingSession[]
  readonly judged: LivingSession[]
  /** Access tokens that nobody will use. */
  readonly discarded: string[]
  readonly tokens: string[]
}

export function scriptedEngine(now: () => number, events: LoginEvents): ScriptedEngine {
  const attempts = new Map<string, ScriptedAttempt>()
  let count = 0

  const word = (prefix: string) => `${prefix}${Buffer.from(secureRandom(24)).toString('base64url')}`

  const open = ({ attempt, secret }: Parameters<LoginEngine['view']>[0]): ScriptedAttempt => {
    const found = attempts.get(Buffer.from(secret).toString('hex'))
    if (found === undefined || found.id !== attempt || now() >= found.expiresAt)
      throw new LoginError('ATTEMPT_GONE')
    return found
  }

  const view = ({ id, state, expiresAt, user }: ScriptedAttempt): AttemptView => ({
    attempt: id,
    state,
    expiresAt,
    needs:
      state === 'finished'
        ? []
        : user === undefined
          ? [{ type: 'first_factor', methods: ['password'], reason: 'not_proven' }]
          : [{ type: 'second_factor', methods: ['totp'], reason: 'enrolled' }],
  })

  const tokensFor = () => {
    const tokens = {
      accessToken: word('access-'),
      idToken: word('id-'),
      accessTokenExpiresAt: now() + engine.tokenLifeMs,
    }
    engine.tokens.push(tokens.accessToken, tokens.idToken)
    return tokens
  }

  const finished = (
    user: ScriptedUser,
    zitadelSessionId: string,
    methods: readonly Method[],
  ): FinishedLogin => ({
    flow: 'back_channel',
    tokens: tokensFor(),
    subject: `subject-of-${user.loginName}`,
    zitadelSessionId,
    organizationId: 'org-1',
    methods,
    authTime: now(),
    roles: ['reader'],
    claims: {
      name: 'Ada L.',
      preferred_username: user.loginName,
      email: 'ada@example.com',
      secret_claim: 'not for the page',
    },
    steps: [{ step: 'verify_user', startedAt: now(), endedAt: now() }],
  })

  const judgeProof = (attempt: ScriptedAttempt, proof: Proof): void => {
    const { id } = attempt
    const reject = (code: 'CREDENTIALS_REJECTED' | 'CODE_REJECTED'): never => {
      events({ name: 'login.proof_rejected', attempt: id, method: proof.method, code, detail: code })
      throw new LoginError(code)
    }
    if (proof.method === 'password') {
      const user = engine.users.find(({ loginName }) => loginName === proof.loginName)
      if (user?.password !== Buffer.from(proof.password).toString('utf8'))
        return reject('CREDENTIALS_REJECTED')
      attempt.user = user
    } else {
      if (attempt.user?.code === undefined) throw new LoginError('PROOF_NOT_EXPECTED')
      if (attempt.user.code !== Buffer.from(proof.code).toString('utf8')) return reject('CODE_REJECTED')
    }
    events({ name: 'login.proof_accepted', attempt: id, method: proof.method, subject: null })
  }

  const engine: ScriptedEngine = {
    users: [],
    beforeProof: async () => undefined,
    onRenew: async (_, usual) => usual(),
    onJudge: async () => [],
    onEnd: async () => undefined,
    onReady: async () => ({ loginClientExpiresAt: null }),
    onRecover: async () => ({ undone: 0, left: 0 }),
    onLogoutToken: async () => {
      throw new LoginError('LOGOUT_TOKEN_REJECTED')
    },
    tokenLifeMs: 12 * 3600_000,
    proofs: [],
    contexts: [],
    ended: [],
    renewals: [],
    judged: [],
    discarded: [],
    tokens: [],

    async begin(context) {
      engine.contexts.push(context)
      const secret = secureRandom(32)
      const attempt: ScriptedAttempt = {
        id: word('attempt-'),
        expiresAt: now() + 600_000,
        state: 'open',
        isBusy: false,
      }
      attempts.set(Buffer.from(secret).toString('hex'), attempt)
      events({ name: 'login.begun', attempt: attempt.id })
      return { handle: { attempt: attempt.id, secret }, view: view(attempt) }
    },

    async prove(handle, proof, keep = async () => undefined) {
      const given = proof.method === 'password' ? proof.password : proof.code
      engine.proofs.push({
        method: proof.method,
        secret: Buffer.from(given),
        given,
        ...(proof.method === 'password' && { loginName: proof.loginName }),
      })
      const attempt = open(handle)
      if (attempt.state === 'finished') throw new LoginError('PROOF_NOT_EXPECTED')
      if (attempt.isBusy) throw new LoginError('ATTEMPT_CONFLICT')
      attempt.isBusy = true
      try {
        await engine.beforeProof()
        judgeProof(attempt, proof)
      } finally {
        attempt.isBusy = false
      }
      const user = attempt.user as ScriptedUser
      if (user.code !== undefined && proof.method === 'password')
        return { kind: 'needs', view: view(attempt) }
      count += 1
      const methods: Method[] = proof.method === 'totp' ? ['password', 'totp'] : ['password']
      const login = finished(user, `zitadel-session-${count}`, methods)
      try {
        await keep(login)
      } catch (error) {
        await engine.end(login.zitadelSessionId)
        throw error
      }
      attempt.state = 'finished'
      events({
        name: 'login.finished',
        attempt: attempt.id,
        subject: login.subject,
        methods,
        policyVersion: 'policy-1',
        otherAudiences: [],
      })
      return { kind: 'finished', view: view(attempt), login }
    },

    async view(handle) {
      return view(open(handle))
    },
    async cancel(handle) {
      events({ name: 'login.cancelled', attempt: open(handle).id })
      attempts.delete(Buffer.from(handle.secret).toString('hex'))
    },
    renew(session) {
      engine.renewals.push(session)
      const user = engine.users.find(
        ({ loginName }) => session.subject === `subject-of-${loginName}`,
      ) as ScriptedUser
      return engine.onRenew(session, () => ({
        ...finished(user, session.zitadelSessionId, ['password']),
        authTime: session.authTime,
      }))
    },
    async discard({ accessToken }) {
      engine.discarded.push(accessToken)
    },
    judge(session) {
      engine.judged.push(session)
      return engine.onJudge(session)
    },
    async end(id) {
      await engine.onEnd(id)
      engine.ended.push(id)
    },
    recover: (end) => engine.onRecover(end),
    readLogoutToken: (token) => engine.onLogoutToken(token),
    ready: () => engine.onReady(),
    close: async () => undefined,
  }
  return engine
}
