import { preferredLoginName } from '../claims/login-name.ts'
import { isSecret } from '../crypto/secret-hash.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { Instance, User } from '../state/model.ts'
import { parseClientCredentials } from './client-credentials.ts'
import type { Form } from './form.ts'
import { OAuthError } from './oauth-error.ts'
import { answerServiceUser } from './service-user-grant.ts'

/** Grant `client_credentials` (contract 2.3): the client is a service user, its id his login name. */
export async function clientCredentials(context: RequestContext, form: Form): Promise<Answer> {
  const { clientId, clientSecret } = parseClientCredentials(context, form)
  const user = findByLoginName(context.instance, clientId)
  if (!user) throw new OAuthError('service_user_not_found')
  const secretHash = user.machine?.secretHash
  if (secretHash === undefined) throw new OAuthError('service_user_secret_missing')
  if (!isSecret(clientSecret, secretHash)) throw new OAuthError('service_user_secret_invalid')
  const { idTokenLifetimeMs } = context.instance.oidcSettings
  return answerServiceUser(context, form, {
    user,
    grant: 'client_credentials',
    methods: ['password'],
    idTokenLifetimeMs,
  })
}

function findByLoginName(instance: Instance, loginName: string): User | undefined {
  const wanted = loginName.toLowerCase()
  for (const user of instance.users.values()) {
    if (user.state !== 'removed' && preferredLoginName(instance, user).toLowerCase() === wanted) return user
  }
  return undefined
}
