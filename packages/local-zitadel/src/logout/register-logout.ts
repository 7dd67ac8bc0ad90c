import type { Instance, OidcConfiguration, OidcSession } from '../state/model.ts'

/**
 * Notes at a session that an application wants to hear of its end, at the address that it has at this moment. Once for every grant: an
 * application that got tokens twice is called twice (contract 9). A refresh registers nothing.
 */
export function registerLogout(
  instance: Instance,
  { backChannelLogoutUri: uri }: OidcConfiguration,
  { sessionId, userId, clientId }: OidcSession,
): void {
  const session = instance.sessions.get(sessionId ?? '')
  if (session === undefined || uri === '') return
  session.logoutRegistrations = [...(session.logoutRegistrations ?? []), { uri, userId, clientId }]
}
