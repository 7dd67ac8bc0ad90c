import type { UserManager } from 'oidc-client-ts'
import { User } from 'oidc-client-ts'
import { AuthError, renewalErrorOf } from './errors.ts'
import type { Kept, News, Tabs, TabsDeps } from './tabs.ts'

export type EndReason = 'logged_out' | 'logged_out_elsewhere' | 'expired'

/** The tokens of this page, the same in all of its tabs. */
export interface TokenKeeper {
  readonly user: () => User | null
  /** Takes what a login here got, and gives it to the other tabs. */
  readonly take: (user: User) => Promise<void>
  /** Takes what another tab has, if any has. */
  readonly takeFromOthers: () => Promise<void>
  /**
   * Tokens that are newer than these; `null` when the login has ended meanwhile.
   *
   * @throws AuthError `LOGIN_EXPIRED` when ZITADEL refused, which ends the login in all tabs; `ISSUER_UNREACHABLE` when it did not answer
   */
  readonly renew: (stale: User) => Promise<User | null>
  /** Revokes the refresh token while no tab renews, and ends the login in all of them. Rejects, and ends nothing, when ZITADEL does not answer. */
  readonly end: () => Promise<void>
}

export interface TokenKeeperDeps {
  readonly manager: Pick<
    UserManager,
    'signinSilent' | 'storeUser' | 'getUser' | 'removeUser' | 'revokeTokens'
  >
  readonly openTabs: (own: Pick<TabsDeps, 'own' | 'onNews'>) => Tabs
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Tokens came, or are gone. */
  readonly onChange: (user: User | null, reason: EndReason | null) => void
}

/**
 * Keeps the tokens in the memory of the tabs and nowhere else: a page that is closed leaves nothing on the disk, and a script finds them
 * in no store (RFC 10017 §8.4). It is no protection against a script that runs in the page: that asks the other tabs, or watches the calls.
 *
 * ZITADEL answers parallel renewals with tokens of which one set lives (contract 6.7). So one tab renews at a time, and whoever waited
 * takes what the one before got.
 */
export function createTokenKeeper({ manager, openTabs, now, onChange }: TokenKeeperDeps): TokenKeeper {
  let current: { readonly kept: Kept; readonly user: User } | null = null

  const keep = async (kept: Kept, user: User) => {
    current = { kept, user }
    await manager.storeUser(user)
    // The library sets its clock for the expiry when a user is read.
    await manager.getUser()
    onChange(user, null)
  }
  const forget = async (reason: EndReason) => {
    current = null
    await manager.removeUser()
    onChange(null, reason)
  }
  const adopt = async (kept: Kept) => {
    if (kept.since > (current?.kept.since ?? 0)) await keep(kept, User.fromStorageString(kept.user))
  }
  const hear = async (news: News) => {
    if (news.kind === 'kept') return adopt(news.kept)
    // The end of a login does not end the one that came after it.
    if (current !== null && current.kept.since <= news.since)
      await forget(news.reason === 'expired' ? 'expired' : 'logged_out_elsewhere')
  }

  const tabs = openTabs({ own: () => current?.kept ?? null, onNews: (news) => void hear(news) })

  const share = async (user: User) => {
    const kept = { since: Math.max(now(), (current?.kept.since ?? 0) + 1), user: user.toStorageString() }
    await keep(kept, user)
    tabs.tell({ kind: 'kept', kept })
  }
  const takeFromOthers = async () => {
    for (const kept of await tabs.ask()) await adopt(kept)
  }
  const isStill = (user: User) => current?.user === user

  return {
    user: () => current?.user ?? null,
    take: share,
    takeFromOthers,

    renew: (stale) =>
      tabs.alone(async () => {
        // What another tab got meanwhile may have been told and not yet be here.
        if (isStill(stale)) await takeFromOthers()
        if (!isStill(stale)) return current?.user ?? null
        try {
          const renewed = await redeem(manager, stale)
          // A log-out that came meanwhile holds: nothing brings the login back.
          if (isStill(stale)) await share(renewed)
        } catch (cause) {
          const error = renewalErrorOf(cause)
          if (error.code === 'LOGIN_EXPIRED' && current !== null) {
            tabs.tell({ kind: 'ended', since: current.kept.since, reason: 'expired' })
            await forget('expired')
          }
          throw error
        }
        return current?.user ?? null
      }),

    end: () =>
      tabs.alone(async () => {
        // It outlives the session at ZITADEL, and its access token dies with it (contract 6.7, 7.3).
        await manager.revokeTokens(['refresh_token'])
        if (current !== null) tabs.tell({ kind: 'ended', since: current.kept.since, reason: 'logged_out' })
        await forget('logged_out')
      }),
  }
}

async function redeem(manager: TokenKeeperDeps['manager'], stale: User): Promise<User> {
  // Without a refresh token the library would ask in a frame, which the page's policy forbids.
  const renewed = stale.refresh_token === undefined ? null : await manager.signinSilent()
  if (renewed === null) throw new AuthError('LOGIN_EXPIRED')
  // What the userinfo endpoint told stays; the subject was compared by the library.
  renewed.profile = { ...stale.profile, ...renewed.profile }
  return renewed
}
