import { Source } from '@zitadel/proto/zitadel/feature/v2/feature_pb.js'
import type { SetInstanceFeaturesRequest } from '@zitadel/proto/zitadel/feature/v2/instance_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { Instance } from '../../state/model.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'

const switches = [
  'loginDefaultOrg',
  'userSchema',
  'oidcTokenExchange',
  'debugOidcParentError',
  'oidcSingleV1SessionTermination',
  'enableBackChannelLogout',
  'permissionCheckV2',
  'consoleUseV2UserApi',
  'enableRelationalTables',
] as const

/** Generally available in newer releases: always on, whatever the instance says (contract 13). */
const alwaysOn: readonly string[] = ['oidcTokenExchange', 'enableBackChannelLogout']

function flag(instance: Instance, name: string) {
  if (alwaysOn.includes(name)) return { enabled: true, source: Source.SYSTEM }
  const value = instance.features[name]
  return typeof value === 'boolean' ? { enabled: value, source: Source.INSTANCE } : {}
}

/** `GET /v2/features/instance`, for any authenticated caller. */
export const getInstanceFeatures = operation(
  'zitadel.feature.v2.FeatureService/GetInstanceFeatures',
  ({ instance }) => {
    const { required, baseUri } = instance.features.loginV2
    return {
      details: objectDetails({ sequence: 3, changedAt: instance.createdAt }, instance.id),
      ...Object.fromEntries(switches.map((name) => [name, flag(instance, name)])),
      improvedPerformance: {},
      loginV2: {
        required,
        source: Source.INSTANCE,
        ...(baseUri === undefined || baseUri === '' ? {} : { baseUri }),
      },
    }
  },
)

/** `PUT /v2/features/instance`: what is not named stays. The base URI is not checked (contract 12.4). */
export const setInstanceFeatures = operation(
  'zitadel.feature.v2.FeatureService/SetInstanceFeatures',
  ({ instance, now, world }, request: SetInstanceFeaturesRequest) => {
    const given = request as unknown as Readonly<Record<string, unknown>>
    const named = switches.filter((name) => typeof given[name] === 'boolean')
    if (named.length === 0 && request.loginV2 === undefined) throw ApiError.of('COMMAND-Vigh1')
    for (const name of named) instance.features[name] = given[name]
    if (request.loginV2 !== undefined) {
      const { required, baseUri } = request.loginV2
      instance.features.loginV2 = { required, ...(baseUri === undefined ? {} : { baseUri }) }
    }
    touch(instance, now)
    world.changed('accounts')
    return { details: objectDetails(instance, instance.id) }
  },
)

/** `DELETE /v2/features/instance`: back to the defaults of a new instance. */
export const resetInstanceFeatures = operation(
  'zitadel.feature.v2.FeatureService/ResetInstanceFeatures',
  ({ instance, now, world }) => {
    instance.features = { loginV2: { required: true } }
    touch(instance, now)
    world.changed('accounts')
    return { details: objectDetails(instance, instance.id) }
  },
)
