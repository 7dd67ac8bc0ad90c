import type { Duration } from '@bufbuild/protobuf/wkt'

/** `zitadel.application.v2` as this server has it; enums are their numbers. */
export interface OidcConfigurationRequest {
  readonly redirectUris: readonly string[]
  readonly responseTypes: readonly number[]
  readonly grantTypes: readonly number[]
  readonly applicationType?: number
  readonly authMethodType?: number
  readonly postLogoutRedirectUris: readonly string[]
  readonly developmentMode?: boolean
  readonly accessTokenType?: number
  readonly accessTokenRoleAssertion?: boolean
  readonly idTokenRoleAssertion?: boolean
  readonly idTokenUserinfoAssertion?: boolean
  readonly clockSkew?: Duration
  readonly additionalOrigins: readonly string[]
  readonly skipNativeAppSuccessPage?: boolean
  readonly backChannelLogoutUri?: string
  readonly loginVersion?: LoginVersionRequest
}

export interface LoginVersionRequest {
  readonly version:
    | { readonly case: 'loginV1'; readonly value: object }
    | { readonly case: 'loginV2'; readonly value: { readonly baseUri?: string } }
    | { readonly case: undefined; readonly value?: undefined }
}

export interface ApplicationRequest {
  readonly applicationId: string
  readonly projectId: string
}
