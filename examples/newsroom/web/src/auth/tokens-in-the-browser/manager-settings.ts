import type { StateStore, UserManagerSettings } from 'oidc-client-ts'
import type { BrowserConfiguration } from '../configuration.ts'

interface Places {
  readonly redirectUri: string
  readonly afterLogout: string
  readonly transactions: StateStore
  readonly tokens: StateStore
}

/** How the library is used: Authorization Code with PKCE (its default), and nothing that happens by itself. */
export const managerSettings = (
  { issuer, clientId, scopes }: BrowserConfiguration,
  { redirectUri, afterLogout, transactions, tokens }: Places,
): UserManagerSettings => ({
  authority: issuer,
  client_id: clientId,
  redirect_uri: redirectUri,
  post_logout_redirect_uri: afterLogout,
  // Never `token` or `id_token`: a token in an address is in the history, and anybody can put one there (RFC 9700 §2.1.2).
  response_type: 'code',
  scope: scopes.join(' '),
  stateStore: transactions,
  userStore: tokens,
  // Every claim is ours to judge; see `check-identity.ts`.
  filterProtocolClaims: false,
  loadUserInfo: false,
  // Tabs renew one at a time; see `token-keeper.ts`.
  automaticSilentRenew: false,
  monitorSession: false,
  requestTimeoutInSeconds: 15,
  silentRequestTimeoutInSeconds: 15,
})
