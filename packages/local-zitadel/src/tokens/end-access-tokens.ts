import type { Instance } from '../state/model.ts'

/**
 * Ends every access token of a user for good. To be called when he is locked, deactivated or removed: reactivation brings his refresh
 * tokens back to use but no access token (contract 6.8).
 */
export function endAccessTokensOfUser(instance: Instance, userId: string): void {
  for (const grant of instance.oidcSessions.values()) {
    if (grant.userId === userId && grant.accessToken) grant.accessToken.revoked = true
  }
}
