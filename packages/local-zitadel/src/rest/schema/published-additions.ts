/**
 * What the published descriptors (the surface of about v4.0) lack of messages and services that they have: fields, enum values,
 * methods and routes of newer releases. Written in the notation of `read-schema.ts`; a message that exists already is extended.
 *
 * Field numbers matter to binary transports only; JSON knows names.
 */
export interface Addition {
  /** Proto file of the published package, without `.proto`. */
  readonly file: string
  readonly packageName: string
  readonly schema: string
}

export const publishedAdditions: readonly Addition[] = [
  {
    file: 'zitadel/session/v2/session',
    packageName: 'zitadel.session.v2',
    schema: `
      message RecoveryCodeFactor
        google.protobuf.Timestamp verified_at = 1
      message Factors
        RecoveryCodeFactor recovery_code = 8
      message ExpirationDateQuery
        google.protobuf.Timestamp expiration_date = 1
        enum:zitadel.v1.TimestampQueryMethod method = 2
      message SearchQuery
        oneof query! ExpirationDateQuery expiration_date_query = 6
    `,
  },
  {
    file: 'zitadel/session/v2/session_service',
    packageName: 'zitadel.session.v2',
    schema: `
      message CheckRecoveryCode
        string code = 1 {1..200}
      message Checks
        optional CheckRecoveryCode recovery_code = 8
    `,
  },
  {
    file: 'zitadel/policy',
    packageName: 'zitadel.policy.v1',
    schema: `
      enum SecondFactorType
        SECOND_FACTOR_TYPE_RECOVERY_CODES = 5
    `,
  },
  {
    file: 'zitadel/settings/v2/login_settings',
    packageName: 'zitadel.settings.v2',
    schema: `
      enum SecondFactorType
        SECOND_FACTOR_TYPE_RECOVERY_CODES = 5
      message LoginSettings
        bool allow_local_authentication = 23
    `,
  },
  {
    file: 'zitadel/settings/v2/settings_service',
    packageName: 'zitadel.settings.v2',
    schema: `
      message GetGeneralSettingsResponse
        repeated string allowed_languages = 4
    `,
  },
  {
    file: 'zitadel/feature/v2/instance',
    packageName: 'zitadel.feature.v2',
    schema: `
      message SetInstanceFeaturesRequest
        optional bool enable_relational_tables = 17
      message GetInstanceFeaturesResponse
        FeatureFlag enable_relational_tables = 18
    `,
  },
  {
    file: 'zitadel/user/v2/query',
    packageName: 'zitadel.user.v2',
    schema: `
      message MetadataKeyFilter
        string key = 1 {1..200}
        enum:zitadel.object.v2.TextQueryMethod method = 2
      message MetadataValueFilter
        bytes value = 1
        enum:zitadel.object.v2.TextQueryMethod method = 2
      message SearchQuery
        oneof query! MetadataKeyFilter metadata_key_filter = 17
        oneof query! MetadataValueFilter metadata_value_filter = 18
    `,
  },
  {
    file: 'zitadel/user/v2/user_service',
    packageName: 'zitadel.user.v2',
    schema: `
      message CreateUserRequest.Machine
        enum:zitadel.user.v2.AccessTokenType access_token_type = 3
      message UpdateUserRequest.Machine
        optional enum:zitadel.user.v2.AccessTokenType access_token_type = 3
      enum AuthenticationMethodType
        AUTHENTICATION_METHOD_TYPE_RECOVERY_CODE = 8
      message GenerateRecoveryCodesRequest
        string user_id = 1 {1..200}
        uint32 count = 2
      message GenerateRecoveryCodesResponse
        zitadel.object.v2.Details details = 1
        repeated string recovery_codes = 2
      message RemoveRecoveryCodesRequest
        string user_id = 1 {1..200}
      message RemoveRecoveryCodesResponse
        zitadel.object.v2.Details details = 1
      service UserService
        GenerateRecoveryCodes GenerateRecoveryCodesRequest GenerateRecoveryCodesResponse {route=POST /v2/users/{user_id}/recovery_codes}
        RemoveRecoveryCodes RemoveRecoveryCodesRequest RemoveRecoveryCodesResponse {route=DELETE /v2/users/{user_id}/recovery_codes}
    `,
  },
]

/** REST routes that newer releases gave to methods which the published descriptors know without one. */
export const addedRoutes: Readonly<Record<string, string>> = {
  'zitadel.user.v2.UserService/CreateUser': 'POST /v2/users/new',
  'zitadel.user.v2.UserService/UpdateUser': 'PATCH /v2/users/{user_id}',
  'zitadel.user.v2.UserService/AddSecret': 'POST /v2/users/{user_id}/secret',
  'zitadel.user.v2.UserService/RemoveSecret': 'DELETE /v2/users/{user_id}/secret',
  'zitadel.user.v2.UserService/AddKey': 'POST /v2/users/{user_id}/keys',
  'zitadel.user.v2.UserService/RemoveKey': 'DELETE /v2/users/{user_id}/keys/{key_id}',
  'zitadel.user.v2.UserService/ListKeys': 'POST /v2/users/keys/search',
  'zitadel.user.v2.UserService/AddPersonalAccessToken': 'POST /v2/users/{user_id}/pats',
  'zitadel.user.v2.UserService/RemovePersonalAccessToken': 'DELETE /v2/users/{user_id}/pats/{token_id}',
  'zitadel.user.v2.UserService/ListPersonalAccessTokens': 'POST /v2/users/pats/search',
}

/** Field rules that newer releases changed, by message and field. */
export const changedLengths: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  'zitadel.session.v2.GetSessionRequest.session_id': { min: 1, max: 200 },
  // An empty value is taken, and not stored (contract 6.6).
  'zitadel.user.v2.Metadata.value': { min: 0, max: 500_000 },
  'zitadel.oidc.v2.Session.session_token': { min: 1, max: 500 },
  // Session tokens are longer than the 200 characters of the old rule, and the field is ignored (contract 3.4).
  'zitadel.session.v2.SetSessionRequest.session_token': { min: 0, max: 100_000 },
}

/** Messages that newer releases demand. */
export const requiredMessages: readonly string[] = [
  'zitadel.user.v2.CreateUserRequest.Human.profile',
  'zitadel.user.v2.CreateUserRequest.Human.email',
]

/** Oneofs that newer releases demand. */
export const requiredOneofs: readonly string[] = ['zitadel.session.v2.CheckUser.search']
