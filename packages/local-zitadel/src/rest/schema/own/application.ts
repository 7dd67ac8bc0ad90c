import { filters } from './filters.ts'

// Long because it is a table.
/** `zitadel.application.v2`. */
export const application = `
  ${filters.trim()}
  enum OIDCResponseType
    OIDC_RESPONSE_TYPE_UNSPECIFIED = 0
    OIDC_RESPONSE_TYPE_CODE = 1
    OIDC_RESPONSE_TYPE_ID_TOKEN = 2
    OIDC_RESPONSE_TYPE_ID_TOKEN_TOKEN = 3
  enum OIDCGrantType
    OIDC_GRANT_TYPE_AUTHORIZATION_CODE = 0
    OIDC_GRANT_TYPE_IMPLICIT = 1
    OIDC_GRANT_TYPE_REFRESH_TOKEN = 2
    OIDC_GRANT_TYPE_DEVICE_CODE = 3
    OIDC_GRANT_TYPE_TOKEN_EXCHANGE = 4
  enum OIDCApplicationType
    OIDC_APP_TYPE_WEB = 0
    OIDC_APP_TYPE_USER_AGENT = 1
    OIDC_APP_TYPE_NATIVE = 2
  enum OIDCAuthMethodType
    OIDC_AUTH_METHOD_TYPE_BASIC = 0
    OIDC_AUTH_METHOD_TYPE_POST = 1
    OIDC_AUTH_METHOD_TYPE_NONE = 2
    OIDC_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT = 3
  enum OIDCVersion
    OIDC_VERSION_1_0 = 0
  enum OIDCTokenType
    OIDC_TOKEN_TYPE_BEARER = 0
    OIDC_TOKEN_TYPE_JWT = 1
  enum APIAuthMethodType
    API_AUTH_METHOD_TYPE_BASIC = 0
    API_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT = 1
  message OIDCLocalizedMessage
    string key = 1
    string localized_message = 2
  message LoginV1
  message LoginV2
    optional string base_uri = 1
  message LoginVersion
    oneof version LoginV1 login_v1 = 1
    oneof version LoginV2 login_v2 = 2
  message CreateOIDCApplicationRequest
    repeated string redirect_uris = 1
    repeated enum:OIDCResponseType response_types = 2
    repeated enum:OIDCGrantType grant_types = 3
    enum:OIDCApplicationType application_type = 4
    enum:OIDCAuthMethodType auth_method_type = 5
    repeated string post_logout_redirect_uris = 6
    enum:OIDCVersion version = 7
    bool development_mode = 8
    enum:OIDCTokenType access_token_type = 9
    bool access_token_role_assertion = 10
    bool id_token_role_assertion = 11
    bool id_token_userinfo_assertion = 12
    google.protobuf.Duration clock_skew = 13
    repeated string additional_origins = 14
    bool skip_native_app_success_page = 15
    string back_channel_logout_uri = 16
    LoginVersion login_version = 17
  message CreateOIDCApplicationResponse
    string client_id = 1
    string client_secret = 2
    bool non_compliant = 3
    repeated OIDCLocalizedMessage compliance_problems = 4
  message CreateAPIApplicationRequest
    enum:APIAuthMethodType auth_method_type = 1
  message CreateAPIApplicationResponse
    string client_id = 1
    string client_secret = 2
  message CreateApplicationRequest
    string project_id = 1 {1..200}
    optional string application_id = 2 {1..200}
    string name = 3 {1..200}
    oneof application_type! CreateOIDCApplicationRequest oidc_configuration = 4
    oneof application_type! CreateAPIApplicationRequest api_configuration = 6
  message CreateApplicationResponse
    string application_id = 1
    google.protobuf.Timestamp creation_date = 2
    oneof application_type CreateOIDCApplicationResponse oidc_configuration = 3
    oneof application_type CreateAPIApplicationResponse api_configuration = 5
  message UpdateOIDCApplicationConfigurationRequest
    repeated string redirect_uris = 1
    repeated enum:OIDCResponseType response_types = 2
    repeated enum:OIDCGrantType grant_types = 3
    optional enum:OIDCApplicationType application_type = 4
    optional enum:OIDCAuthMethodType auth_method_type = 5
    repeated string post_logout_redirect_uris = 6
    optional enum:OIDCVersion version = 7
    optional bool development_mode = 8
    optional enum:OIDCTokenType access_token_type = 9
    optional bool access_token_role_assertion = 10
    optional bool id_token_role_assertion = 11
    optional bool id_token_userinfo_assertion = 12
    optional google.protobuf.Duration clock_skew = 13
    repeated string additional_origins = 14
    optional bool skip_native_app_success_page = 15
    optional string back_channel_logout_uri = 16
    optional LoginVersion login_version = 17
  message UpdateAPIApplicationConfigurationRequest
    enum:APIAuthMethodType auth_method_type = 1
  message UpdateApplicationRequest
    string application_id = 1 {1..200}
    string project_id = 2 {1..200}
    string name = 3 {..200}
    oneof application_type UpdateOIDCApplicationConfigurationRequest oidc_configuration = 5
    oneof application_type UpdateAPIApplicationConfigurationRequest api_configuration = 6
  message UpdateApplicationResponse
    google.protobuf.Timestamp change_date = 2
  message ApplicationRequest
    string application_id = 1 {1..200}
    string project_id = 2 {1..200}
  message DeleteApplicationResponse
    google.protobuf.Timestamp deletion_date = 1
  message DeactivateApplicationResponse
    google.protobuf.Timestamp deactivation_date = 1
  message ReactivateApplicationResponse
    google.protobuf.Timestamp reactivation_date = 1
  message GenerateClientSecretResponse
    string client_secret = 1
    google.protobuf.Timestamp creation_date = 2
  message CreateApplicationKeyRequest
    string application_id = 1 {1..200}
    string project_id = 2 {1..200}
    google.protobuf.Timestamp expiration_date = 3
    bytes public_key = 4
  message CreateApplicationKeyResponse
    string key_id = 1
    google.protobuf.Timestamp creation_date = 2
    bytes key_details = 3
  message DeleteApplicationKeyRequest
    string key_id = 1 {1..200}
    string application_id = 2 {1..200}
    string project_id = 3 {1..200}
  message DeleteApplicationKeyResponse
    google.protobuf.Timestamp deletion_date = 1
  message OIDCConfiguration
    repeated string redirect_uris = 1
    repeated enum:OIDCResponseType response_types = 2
    repeated enum:OIDCGrantType grant_types = 3
    enum:OIDCApplicationType application_type = 4
    string client_id = 5
    enum:OIDCAuthMethodType auth_method_type = 6
    repeated string post_logout_redirect_uris = 7
    enum:OIDCVersion version = 8
    bool non_compliant = 9
    repeated OIDCLocalizedMessage compliance_problems = 10
    bool development_mode = 11
    enum:OIDCTokenType access_token_type = 12
    bool access_token_role_assertion = 13
    bool id_token_role_assertion = 14
    bool id_token_userinfo_assertion = 15
    google.protobuf.Duration clock_skew = 16
    repeated string additional_origins = 17
    repeated string allowed_origins = 18
    bool skip_native_app_success_page = 19
    string back_channel_logout_uri = 20
    LoginVersion login_version = 21
  message APIConfiguration
    string client_id = 1
    enum:APIAuthMethodType auth_method_type = 2
  enum ApplicationState
    APPLICATION_STATE_UNSPECIFIED = 0
    APPLICATION_STATE_ACTIVE = 1
    APPLICATION_STATE_INACTIVE = 2
    APPLICATION_STATE_REMOVED = 3
  enum ApplicationType
    APPLICATION_TYPE_UNSPECIFIED = 0
    APPLICATION_TYPE_OIDC = 1
    APPLICATION_TYPE_API = 2
    APPLICATION_TYPE_SAML = 3
  message Application
    string application_id = 1
    google.protobuf.Timestamp creation_date = 2
    google.protobuf.Timestamp change_date = 3
    enum:ApplicationState state = 4
    string name = 5
    oneof configuration OIDCConfiguration oidc_configuration = 6
    oneof configuration APIConfiguration api_configuration = 7
  message GetApplicationRequest
    string application_id = 1 {1..200}
  message GetApplicationResponse
    Application application = 1
  message ProjectIDFilter
    string project_id = 1 {1..200}
  message ApplicationNameFilter
    string name = 1 {..200}
    enum:TextFilterMethod method = 2
  message ApplicationSearchFilter
    oneof filter! ProjectIDFilter project_id_filter = 1
    oneof filter! ApplicationNameFilter name_filter = 2
    oneof filter! enum:ApplicationState state_filter = 3
    oneof filter! enum:ApplicationType type_filter = 4
  message ListApplicationsRequest
    PaginationRequest pagination = 1
    repeated ApplicationSearchFilter filters = 2
  message ListApplicationsResponse
    repeated Application applications = 1
    PaginationResponse pagination = 2
  message GetApplicationKeyRequest
    string key_id = 1 {1..200}
  message GetApplicationKeyResponse
    string key_id = 1
    google.protobuf.Timestamp creation_date = 2
    google.protobuf.Timestamp expiration_date = 3
  message ApplicationKeyApplicationIDFilter
    string application_id = 1 {..200}
  message ApplicationKeyOrganizationIDFilter
    string organization_id = 1 {1..200}
  message ApplicationKeySearchFilter
    oneof filter! ApplicationKeyApplicationIDFilter application_id_filter = 1
    oneof filter! ProjectIDFilter project_id_filter = 2
    oneof filter! ApplicationKeyOrganizationIDFilter organization_id_filter = 3
  message ListApplicationKeysRequest
    PaginationRequest pagination = 1
    repeated ApplicationKeySearchFilter filters = 3
  message ApplicationKey
    string key_id = 1
    string application_id = 2
    string project_id = 3
    google.protobuf.Timestamp creation_date = 4
    string organization_id = 5
    google.protobuf.Timestamp expiration_date = 6
  message ListApplicationKeysResponse
    repeated ApplicationKey keys = 1
    PaginationResponse pagination = 2
  service ApplicationService
    CreateApplication CreateApplicationRequest CreateApplicationResponse
    UpdateApplication UpdateApplicationRequest UpdateApplicationResponse
    GetApplication GetApplicationRequest GetApplicationResponse
    DeleteApplication ApplicationRequest DeleteApplicationResponse
    DeactivateApplication ApplicationRequest DeactivateApplicationResponse
    ReactivateApplication ApplicationRequest ReactivateApplicationResponse
    GenerateClientSecret ApplicationRequest GenerateClientSecretResponse
    ListApplications ListApplicationsRequest ListApplicationsResponse
    CreateApplicationKey CreateApplicationKeyRequest CreateApplicationKeyResponse
    DeleteApplicationKey DeleteApplicationKeyRequest DeleteApplicationKeyResponse
    GetApplicationKey GetApplicationKeyRequest GetApplicationKeyResponse
    ListApplicationKeys ListApplicationKeysRequest ListApplicationKeysResponse
`
