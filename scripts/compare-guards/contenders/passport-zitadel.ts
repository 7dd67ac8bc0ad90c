import passport from 'passport'
import { ZitadelIntrospectionStrategy } from 'passport-zitadel'
import { type ApiSettings, type GuardedHandlers, isEditor } from '../guarded-handlers.ts'

export function asking(settings: ApiSettings): GuardedHandlers {
  const { issuer, clientId, clientSecret } = settings
  passport.use(
    new ZitadelIntrospectionStrategy({
      authority: issuer,
      authorization: { type: 'basic', clientId, clientSecret },
    }),
  )
  const guarded = [passport.initialize(), passport.authenticate('zitadel-introspection', { session: false })]
  return {
    guarded,
    editorsOnly: [
      ...guarded,
      (request, response, next) =>
        isEditor(request.user, settings) ? next() : void response.status(403).end(),
    ],
  }
}
