import { isLoginError, type LoginEngine, type VerifiedLogoutToken } from '@postern/login'
import { type SealedNotesOptions, sealedNotes } from '@postern/store'
import type { Audit } from '../audit/audit.ts'
import { GatewayError } from '../errors.ts'
import type { EndAllOf } from './end-all-of.ts'
import type { Endings } from './endings.ts'

/**
 * Does what a logout token says (OpenID Connect Back-Channel Logout §2.7), once for each token: it resolves when what it names has ended
 * for good, now or before.
 *
 * Rejects with `LOGOUT_TOKEN_REJECTED` for a token that is not the issuer's, and with `LOGOUT_UNAVAILABLE` when it could not be judged or
 * carried out: then it is to be sent again.
 */
export type IssuerLogout = (token: string) => Promise<void>

export interface IssuerLogoutDeps
  extends Pick<SealedNotesOptions<null>, 'store' | 'deploymentKeys' | 'randomBytes'> {
  readonly engine: Pick<LoginEngine, 'readLogoutToken'>
  readonly endings: Pick<Endings, 'settle'>
  readonly endAllOf: EndAllOf
  /** Hears of each session that ZITADEL has ended. Not waited for, and never rejects. */
  readonly onEnded: (zitadelSessionId: string) => Promise<void>
  readonly audit: Pick<Audit, 'write'>
}

/** A token may be believed a little beyond its end, by as much as clocks may differ. */
const toleranceMs = 60_000

export function createIssuerLogout(deps: IssuerLogoutDeps): IssuerLogout {
  const { engine, endings, endAllOf, onEnded, audit } = deps
  const seen = sealedNotes<null>({ ...deps, kind: 'logout-token', parse: () => null })

  const read = async (token: string): Promise<VerifiedLogoutToken> => {
    try {
      return await engine.readLogoutToken(token)
    } catch (error) {
      if (!isLoginError(error, 'LOGOUT_TOKEN_REJECTED')) throw error
      audit.write({ event: 'logout_token.rejected', detail: error.message })
      throw error
    }
  }

  const act = async (token: VerifiedLogoutToken): Promise<'ended' | 'repeated'> => {
    const { issuer, subject, zitadelSessionId, tokenId, expiresAt } = token
    const name = `${issuer}\0${tokenId}`
    if ((await seen.load(name)) !== undefined) return 'repeated'
    // ZITADEL has ended what it names itself. Of a subject without a session, it says nothing of the sessions that we know.
    if (zitadelSessionId !== null) {
      await endings.settle(zitadelSessionId, 'issuer')
      void onEnded(zitadelSessionId)
    } else if (subject !== null) await endAllOf(subject, 'issuer')
    // Remembered afterwards: what could not be done must not look done when it is sent again. Done twice is done once.
    const isFirst = await seen.create({ name, content: null, expiresAt: expiresAt + toleranceMs })
    return isFirst === undefined ? 'repeated' : 'ended'
  }

  return async (text) => {
    try {
      const token = await read(text)
      const outcome = await act(token)
      const of = token.zitadelSessionId === null ? 'subject' : 'session'
      audit.write({ event: 'logout_token.accepted', subject: token.subject, of, outcome })
    } catch (error) {
      if (isLoginError(error, 'LOGOUT_TOKEN_REJECTED')) throw error
      throw new GatewayError('LOGOUT_UNAVAILABLE', 'a logout token could not be judged or carried out', {
        cause: error,
      })
    }
  }
}
