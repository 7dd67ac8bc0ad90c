import type { OidcConfiguration, OidcSession } from '../state/model.ts'
import type { World } from '../state/world.ts'

/**
 * Notes at a session that an application wants to hear of its end, at the address that it has at this moment. Once for every grant: an
 * application that got tokens twice is called twice (contract 9). A refresh registers nothing.
 */
export function registerLogout(
  { instance, changed }: Pick<World, 'instance' | 'changed'>,
  { backChannelLogoutUri: uri }: OidcConfiguration,
  { sessionId, userId, clientId }: OidcSession,
): void {
  const session = instance.sessions.get(sessionId ?? '')
  if (session === undefined || uri === '') return
  session.logoutRegistrations = [...(session.logoutRegistrations ?? []), { uri, userId, clientId }]
  changed('logins', session)
}
