import { create, type DescMethod, type Message } from '@bufbuild/protobuf'
import { options } from '@zitadel/proto/zitadel/protoc_gen_zitadel/v2/options_pb.js'
import { auth_option } from '@zitadel/proto/zitadel/options_pb.js'
import { ApiError } from '../errors/api-error.ts'
import { authenticate } from '../permissions/authenticate.ts'
import type { VerifyBearer } from '../permissions/principal.ts'
import { requirePermission } from '../permissions/require-permission.ts'
import { brokenFieldRule } from '../rest/field-rules.ts'
import { optionOf } from '../rest/schema/option-of.ts'
import type { RequestContext } from '../server/request-context.ts'
import type { Operation } from './operation.ts'

/** Runs one operation as the original's chain of interceptors does: token, organization, permission, field rules, operation. */
export type RunOperation = (context: RequestContext, method: DescMethod, request: Message) => Promise<Message>

export function createRunOperation(operations: readonly Operation[], verify: VerifyBearer): RunOperation {
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  return async (context, method, request) => {
    const isV1 = method.parent.typeName.includes('.v1.')
    const { caller, organizationId } = await authenticate(context, verify, isV1)
    const { instance, world, now } = context
    const permission = permissionOf(method, isV1)
    if (permission !== 'authenticated') {
      requirePermission(instance, caller.userId, permission, organizationId, 'AUTH-5mWD2')
    }
    const operation = byName.get(operationName(method))
    if (operation === undefined) {
      throw ApiError.withoutId('unimplemented', `method ${method.name} not implemented`)
    }
    const broken = brokenFieldRule(method.input, request)
    if (broken !== undefined) throw ApiError.plain('invalid_argument', broken)
    const answer = await operation.handle({ world, instance, context, caller, organizationId, now }, request)
    return create(method.output, { ...answer })
  }
}

export function operationName(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`
}

function permissionOf(method: DescMethod, isV1: boolean): string {
  const permission = isV1
    ? optionOf(method, auth_option).permission
    : optionOf(method, options).authOption?.permission
  // What names no permission is open to whoever has a good token.
  return permission === undefined || permission === '' ? 'authenticated' : permission
}
