import type { User, UserManager } from 'oidc-client-ts'
import { isObject } from '../../shell/json-fields.ts'

/**
 * Asks the userinfo endpoint for what the ID token does not say: name and picture stand in it only where the application has "User Info
 * inside ID Token" switched on (contract 6.4). An answer about somebody else is dropped (OIDC Core §5.3.2), and none is no reason to fail.
 */
export async function completeProfile(
  user: User,
  metadata: Pick<UserManager['metadataService'], 'getUserInfoEndpoint'>,
  ask: typeof fetch,
): Promise<User> {
  if (user.profile.name !== undefined) return user
  try {
    const answer = await ask(await metadata.getUserInfoEndpoint(), {
      headers: { authorization: `Bearer ${user.access_token}` },
      credentials: 'omit',
      redirect: 'error',
    })
    const claims: unknown = await answer.json()
    if (answer.ok && isObject(claims) && claims['sub'] === user.profile.sub)
      user.profile = { ...claims, ...user.profile }
  } catch {
    // Greeted without a name, then.
  }
  return user
}
