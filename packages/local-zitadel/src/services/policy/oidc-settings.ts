import { durationFromMs, durationMs } from '@bufbuild/protobuf/wkt'
import type { UpdateOIDCSettingsRequest } from '@zitadel/proto/zitadel/admin_pb.js'
import { touch } from '../../state/changes.ts'
import { objectDetails, readDetails } from '../details.ts'
import { operation } from '../operation.ts'

const names = {
  accessTokenLifetime: 'accessTokenLifetimeMs',
  idTokenLifetime: 'idTokenLifetimeMs',
  refreshTokenIdleExpiration: 'refreshTokenIdleExpirationMs',
  refreshTokenExpiration: 'refreshTokenExpirationMs',
} as const

const keys = Object.keys(names) as (keyof typeof names)[]

/** Lifetimes of tokens, for the whole instance (contract 6.3). */
export const oidcSettingsOperations = [
  operation('zitadel.admin.v1.AdminService/GetOIDCSettings', ({ instance }) => ({
    settings: {
      details: readDetails(instance, instance.id),
      ...Object.fromEntries(keys.map((key) => [key, durationFromMs(instance.oidcSettings[names[key]])])),
    },
  })),
  operation(
    'zitadel.admin.v1.AdminService/UpdateOIDCSettings',
    (call, request: UpdateOIDCSettingsRequest) => {
      const { instance, now, world } = call
      for (const key of keys) {
        const given = request[key]
        if (given !== undefined) instance.oidcSettings[names[key]] = durationMs(given)
      }
      touch(instance, now)
      world.changed('accounts')
      return { details: objectDetails(instance, instance.id) }
    },
  ),
]
