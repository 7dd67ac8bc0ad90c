import type { SetDefaultLanguageRequest } from '@zitadel/proto/zitadel/admin_pb.js'
import { touch } from '../../state/changes.ts'
import { objectDetails } from '../details.ts'
import { operation } from '../operation.ts'

/** `PUT /admin/v1/languages/default/{language}`. Texts of errors stay English here. */
export const setDefaultLanguage = operation(
  'zitadel.admin.v1.AdminService/SetDefaultLanguage',
  ({ instance, world, now }, { language }: SetDefaultLanguageRequest) => {
    instance.defaultLanguage = language
    touch(instance, now)
    world.changed('accounts')
    return { details: objectDetails(instance, instance.id) }
  },
)

export const getDefaultLanguage = operation(
  'zitadel.admin.v1.AdminService/GetDefaultLanguage',
  ({ instance }) => ({
    language: instance.defaultLanguage,
  }),
)
