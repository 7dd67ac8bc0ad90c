import { randomSecret } from '../../crypto/random-text.ts'
import { hashSecret } from '../../crypto/secret-hash.ts'
import { ApiError } from '../../errors/api-error.ts'
import { withCheckedLogoutUri } from '../../logout/check-logout-uri.ts'
import type { Application, OidcConfiguration } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { findProject } from '../project/find-project.ts'
import type { OidcConfigurationRequest } from './application-types.ts'
import { complianceProblems, oidcConfiguration } from './oidc-configuration.ts'

interface CreateApplicationRequest {
  readonly projectId: string
  readonly applicationId?: string
  readonly name: string
  readonly applicationType:
    | { readonly case: 'oidcConfiguration'; readonly value: OidcConfigurationRequest }
    | { readonly case: 'apiConfiguration'; readonly value: { readonly authMethodType: number } }
}

/** An OIDC or API application. The client id is always made by the server; a secret is shown once (contract 12.2). */
export const createApplication = operation(
  'zitadel.application.v2.ApplicationService/CreateApplication',
  async (call, request: CreateApplicationRequest) => {
    const { instance, world, now } = call
    findProject(call, request.projectId, 'project.app.write')
    const { applicationType: type } = request
    const oidc =
      type.case === 'oidcConfiguration'
        ? oidcConfiguration(await withCheckedLogoutUri(world.outgoing, type.value))
        : undefined
    const id = request.applicationId ?? world.nextId()
    if (instance.applications.has(id))
      throw ApiError.of('V3-DKcYh', { message: 'Application already exists' })
    const authMethodType =
      type.case === 'apiConfiguration' && type.value.authMethodType === 1 ? 'private_key_jwt' : 'basic'
    const hasSecret =
      oidc === undefined ? authMethodType === 'basic' : ['basic', 'post'].includes(oidc.authMethodType)
    const clientSecret = hasSecret ? randomSecret(world.randomBytes) : undefined
    const application: Application = {
      id,
      projectId: request.projectId,
      name: request.name,
      state: 'active',
      createdAt: now,
      changedAt: now,
      sequence: 1,
      clientId: world.nextId(),
      keys: new Map(),
      ...(clientSecret === undefined ? {} : { secretHash: hashSecret(clientSecret) }),
      ...(oidc === undefined ? { api: { authMethodType } } : { oidc }),
    }
    instance.applications.set(id, application)
    world.readSide.noteNew(application)
    world.changed('accounts')
    const credentials = {
      clientId: application.clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
    }
    return {
      applicationId: id,
      creationDate: timestamp(now),
      applicationType:
        oidc === undefined
          ? { case: 'apiConfiguration', value: credentials }
          : { case: 'oidcConfiguration', value: { ...credentials, ...compliance(oidc) } },
    }
  },
)

function compliance(oidc: OidcConfiguration) {
  const problems = complianceProblems(oidc)
  return { nonCompliant: problems.length > 0, complianceProblems: problems.map((key) => ({ key })) }
}
