import type { RequestHandler } from 'express'

/** What an API knows of its issuer. */
export interface ApiSettings {
  readonly issuer: string
  readonly audience: string
  /** The project whose roles count. */
  readonly projectId: string
  readonly clientId: string
  readonly clientSecret: string
  /** What its JWTs are. */
  readonly profile: 'zitadel' | 'rfc9068'
}

/** The same two routes under each guard. */
export interface GuardedHandlers {
  /** Lets good tokens pass. */
  readonly guarded: readonly RequestHandler[]
  /** Lets those pass, behind `guarded` or instead of it, who hold the role `editor` in this API's project. */
  readonly editorsOnly: readonly RequestHandler[]
}

/** What an application writes itself where its guard knows no roles: ZITADEL's claim, by the name that names the project. */
export function isEditor(claims: unknown, { projectId }: ApiSettings): boolean {
  const roles: unknown = Object(claims)[`urn:zitadel:iam:org:project:${projectId}:roles`]
  return Object.hasOwn(Object(roles), 'editor')
}

/** The token of a request, for libraries that leave this to the application. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer ([^\s]+)$/i.exec(authorization ?? '')?.[1]
}
