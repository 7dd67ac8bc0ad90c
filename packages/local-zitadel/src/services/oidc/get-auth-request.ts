import type { GetAuthRequestRequest } from '@zitadel/proto/zitadel/oidc/v2/oidc_service_pb.js'
import { Prompt } from '@zitadel/proto/zitadel/oidc/v2/authorization_pb.js'
import { durationFromMs } from '@bufbuild/protobuf/wkt'
import { ApiError } from '../../errors/api-error.ts'
import { requirePermission } from '../../permissions/require-permission.ts'
import type { AuthRequest } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'

const prompts: Readonly<Record<string, Prompt>> = {
  none: Prompt.NONE,
  login: Prompt.LOGIN,
  consent: Prompt.CONSENT,
  select_account: Prompt.SELECT_ACCOUNT,
  create: Prompt.CREATE,
}

/** `GET /v2/oidc/auth_requests/{id}`: what an application asked for, handled or not (contract 5.1). */
export const getAuthRequest = operation(
  'zitadel.oidc.v2.OIDCService/GetAuthRequest',
  ({ instance, caller }, request: GetAuthRequestRequest) => {
    const found = instance.authRequests.get(request.authRequestId)
    if (found === undefined) throw ApiError.of('QUERY-Thee9')
    // The stored login client needs no permission (contract 4.4).
    if (found.loginClient !== caller.userId) requirePermission(instance, caller.userId, 'session.read')
    return { authRequest: authRequestMessage(found) }
  },
)

function authRequestMessage(request: AuthRequest) {
  return {
    id: request.id,
    creationDate: timestamp(request.createdAt),
    clientId: request.clientId,
    scope: request.scope,
    redirectUri: request.redirectUri,
    prompt: request.prompt.map((prompt) => prompts[prompt] ?? Prompt.UNSPECIFIED),
    uiLocales: request.uiLocales,
    ...(request.loginHint === undefined ? {} : { loginHint: request.loginHint }),
    ...(request.maxAgeSeconds === undefined ? {} : { maxAge: durationFromMs(request.maxAgeSeconds * 1000) }),
    ...(request.hintUserId === undefined ? {} : { hintUserId: request.hintUserId }),
  }
}
