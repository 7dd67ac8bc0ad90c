import { encodeBase64Url } from '@postern/protocol'
import type { LoginDriver } from '../driver.ts'
import { isLoginError, LoginError } from '../errors.ts'
import type { CheckedSettings } from '../settings.ts'
import { assertSufficient, proveSufficient } from '../sufficiency/sufficient-attempt.ts'
import { validateLogoutToken } from '../validate/logout-token.ts'
import { acceptTokens } from './accept.ts'
import { beginAuthorization } from './authorization.ts'
import { bindSession } from './bind.ts'
import { livingState, readState, startState, type ZitadelState } from './driver-state.ts'
import type { SessionApi } from './session-api.ts'
import { createParts, type ZitadelDriverDeps } from './zitadel-parts.ts'

/** ZITADEL v4 and v5 by the Session API: the one place that knows its URLs. */
export function createZitadelDriver(settings: CheckedSettings, deps: ZitadelDriverDeps): LoginDriver {
  const parts = createParts(settings, deps)
  const { loginClient, discovery, sessions, authRequests, tokenEndpoint, facts, holdings } = parts

  return {
    checkPace: () => parts.pace.check(),
    async authenticate() {
      await loginClient.bearer()
    },
    start: startState,
    challenge: async (state) => state,

    async prove(given, proof) {
      const state = readState(given)
      if (proof.method === 'totp') {
        if (state.sessionId === null) throw new LoginError('PROOF_NOT_EXPECTED')
        const sessionToken = await sessions.checkTotp(state.sessionId, proof.code)
        return { state, session: holdings.hold('session', { sessionId: state.sessionId, sessionToken }) }
      }
      if (state.sessionId !== null) await sessions.end(state.sessionId)
      const session = await sessions.create({
        loginName: proof.loginName,
        password: proof.password,
        fingerprintId: state.fingerprint ?? '',
        address: state.address,
        userAgent: state.userAgent,
        lifetimeSeconds: settings.attemptLifetimeSeconds,
      })
      return { state: { ...state, sessionId: session.sessionId }, session: holdings.hold('session', session) }
    },

    async begin(given) {
      const state = readState(given)
      return state.authorization === null
        ? { ...state, authorization: await beginAuthorization(parts) }
        : state
    },

    async requirements(given, { occasion, asked, known }) {
      const sessionId = idOf(readState(given))
      const read = await facts.readFacts({
        occasion,
        sessionId,
        asked,
        name: { by: occasion === 'login' ? 'login_name' : 'user_id', hits: 1 },
        intent: null,
        ...(known === undefined ? {} : { known }),
      })
      const subject = read.session.readable ? (read.session.value?.user?.id ?? null) : null
      return { ...proveSufficient(read), subject }
    },

    async bind(given, session, sufficient) {
      const state = readState(given)
      assertSufficient(sufficient, { sessionId: idOf(state), attemptId: state.attempt })
      if (state.authorization === null) throw new LoginError('BINDING_REFUSED', 'no authorization was begun')
      // Signed while ZITADEL binds.
      const exchange = tokenEndpoint.prepareExchange()
      const code = await bindSession(state.authorization, holdings.take(session), { settings, authRequests })
      return holdings.hold('code', { code, exchange })
    },

    async exchange(given, held) {
      const { authorization } = readState(given)
      if (authorization === null) throw new LoginError('BINDING_REFUSED', 'no authorization was begun')
      const { code, exchange } = holdings.take(held)
      return holdings.hold('tokens', await exchange(code, authorization.state, authorization.verifier))
    },

    extend: async (given) => sessions.extend(idOf(readState(given)), settings.sessionLifetimeSeconds),

    async accept(given, tokens, sufficient) {
      const state = readState(given)
      assertSufficient(sufficient, { sessionId: idOf(state), attemptId: state.attempt })
      const nonce = state.authorization?.nonce ?? ''
      return acceptTokens(holdings.open(tokens), { nonce, sufficient }, parts)
    },

    async resume(sessionId) {
      const sessionToken = await sessions.touch(sessionId, encodeBase64Url(deps.randomBytes(12)))
      return { state: livingState(sessionId), session: holdings.hold('session', { sessionId, sessionToken }) }
    },
    recall: livingState,

    residue(given) {
      const { sessionId, fingerprint, authorization } = readState(given)
      return { sessionId, fingerprint, authorizationId: authorization?.id ?? null }
    },

    findSessions: async ({ fingerprint }) =>
      fingerprint === null ? [] : sessions.findByFingerprint(fingerprint),

    async refuse({ authorizationId }) {
      if (authorizationId === null) return
      try {
        await authRequests.refuse(authorizationId)
      } catch (error) {
        // One that was bound or refused cannot be refused any more, and need not be (contract 5.3).
        if (!isLoginError(error, 'BINDING_REFUSED')) throw error
      }
    },

    async discard(tokens) {
      const { accessToken, refreshToken } = holdings.open(tokens)
      const all = refreshToken === null ? [accessToken] : [refreshToken, accessToken]
      await Promise.allSettled(all.map((token) => tokenEndpoint.revoke(token)))
    },

    async revoke(accessToken) {
      await tokenEndpoint.revoke(accessToken).catch(() => undefined)
    },

    end: async (sessionId) => endOne(sessionId, sessions),

    readLogoutToken: (token) =>
      validateLogoutToken(
        token,
        {
          issuers: [settings.issuer, ...settings.logoutIssuers],
          clientId: settings.application.clientId,
          maxSeconds: settings.logoutTokenMaxSeconds,
          type: settings.logoutTokenType,
        },
        { keys: parts.logoutKeys, now: deps.now },
      ),

    async ready() {
      await discovery()
      await loginClient.bearer()
      return { loginClientExpiresAt: await loginClient.expiresAt() }
    },
  }
}

function idOf({ sessionId }: ZitadelState): string {
  if (sessionId === null) throw new LoginError('PROOF_NOT_EXPECTED', 'there is no session yet')
  return sessionId
}

/** Ending is idempotent, so it is tried once more when the answer was lost. */
async function endOne(sessionId: string, sessions: SessionApi): Promise<void> {
  try {
    await sessions.end(sessionId)
  } catch (error) {
    if (isLoginError(error, 'SESSION_ENDED')) return
    if (!isLoginError(error, 'ISSUER_TIMEOUT', 'ISSUER_UNREACHABLE', 'ISSUER_BUSY')) throw error
    await sessions.end(sessionId)
  }
}
