// Long because it is a table: the schemas of services that nobody publishes.

/**
 * The v2 services that the published descriptors lack altogether. They have no REST paths in the original either: Connect only
 * (contract 12.2). Written in the notation of `read-schema.ts`.
 */
export interface OwnService {
  readonly file: string
  readonly packageName: string
  readonly schema: string
}

const project = `
  message CreateProjectRequest
    string organization_id = 1 {1..200}
    optional string project_id = 2 {1..200}
    string name = 3 {1..200}
    bool project_role_assertion = 4
    bool authorization_required = 5
    bool project_access_required = 6
  message CreateProjectResponse
    string project_id = 1
    google.protobuf.Timestamp creation_date = 2
  message UpdateProjectRequest
    string project_id = 1 {1..200}
    optional string name = 2 {1..200}
    optional bool project_role_assertion = 3
    optional bool project_role_check = 4
    optional bool has_project_check = 5
    optional bool authorization_required = 6
    optional bool project_access_required = 7
  message UpdateProjectResponse
    google.protobuf.Timestamp change_date = 1
  message DeleteProjectRequest
    string project_id = 1 {1..200}
  message DeleteProjectResponse
    google.protobuf.Timestamp deletion_date = 1
  message GetProjectRequest
    string project_id = 1 {1..200}
  message GetProjectResponse
    Project project = 1
  message Project
    string project_id = 1
    string organization_id = 2
    google.protobuf.Timestamp creation_date = 3
    google.protobuf.Timestamp change_date = 4
    string name = 5
    enum:ProjectState state = 6
    bool project_role_assertion = 7
    bool project_access_required = 8
    bool authorization_required = 9
  enum ProjectState
    PROJECT_STATE_UNSPECIFIED = 0
    PROJECT_STATE_ACTIVE = 1
    PROJECT_STATE_INACTIVE = 2
  message AddProjectRoleRequest
    string project_id = 1 {1..200}
    string role_key = 2 {1..200}
    string display_name = 3 {1..200}
    optional string group = 4 {..200}
  message AddProjectRoleResponse
    google.protobuf.Timestamp creation_date = 2
  message RemoveProjectRoleRequest
    string project_id = 1 {1..200}
    string role_key = 2 {1..200}
  message RemoveProjectRoleResponse
    google.protobuf.Timestamp removal_date = 3
  message CreateProjectGrantRequest
    string project_id = 1 {1..200}
    string granted_organization_id = 2 {1..200}
    repeated string role_keys = 3
  message CreateProjectGrantResponse
    google.protobuf.Timestamp creation_date = 1
  message DeleteProjectGrantRequest
    string project_id = 1 {1..200}
    string granted_organization_id = 2 {1..200}
  message DeleteProjectGrantResponse
    google.protobuf.Timestamp deletion_date = 3
  message Anything
    string id = 1
  service ProjectService
    CreateProject CreateProjectRequest CreateProjectResponse
    UpdateProject UpdateProjectRequest UpdateProjectResponse
    DeleteProject DeleteProjectRequest DeleteProjectResponse
    GetProject GetProjectRequest GetProjectResponse
    ListProjects Anything Anything
    DeactivateProject Anything Anything
    ActivateProject Anything Anything
    AddProjectRole AddProjectRoleRequest AddProjectRoleResponse
    UpdateProjectRole Anything Anything
    RemoveProjectRole RemoveProjectRoleRequest RemoveProjectRoleResponse
    ListProjectRoles Anything Anything
    CreateProjectGrant CreateProjectGrantRequest CreateProjectGrantResponse
    UpdateProjectGrant Anything Anything
    DeleteProjectGrant DeleteProjectGrantRequest DeleteProjectGrantResponse
    DeactivateProjectGrant Anything Anything
    ActivateProjectGrant Anything Anything
    ListProjectGrants Anything Anything
`

const application = `
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
  message Anything
    string id = 1
  service ApplicationService
    CreateApplication CreateApplicationRequest CreateApplicationResponse
    UpdateApplication UpdateApplicationRequest UpdateApplicationResponse
    GetApplication Anything Anything
    DeleteApplication ApplicationRequest DeleteApplicationResponse
    DeactivateApplication ApplicationRequest DeactivateApplicationResponse
    ReactivateApplication ApplicationRequest ReactivateApplicationResponse
    GenerateClientSecret ApplicationRequest GenerateClientSecretResponse
    ListApplications Anything Anything
    CreateApplicationKey CreateApplicationKeyRequest CreateApplicationKeyResponse
    DeleteApplicationKey DeleteApplicationKeyRequest DeleteApplicationKeyResponse
    GetApplicationKey Anything Anything
    ListApplicationKeys Anything Anything
`

const authorization = `
  message CreateAuthorizationRequest
    string user_id = 1 {1..200}
    string project_id = 2 {1..200}
    string organization_id = 3 {1..200}
    repeated string role_keys = 4 {1..200}
  message CreateAuthorizationResponse
    string id = 1
    google.protobuf.Timestamp creation_date = 2
  message UpdateAuthorizationRequest
    string id = 1 {1..200}
    repeated string role_keys = 2 {1..200}
  message AuthorizationRequest
    string id = 1 {1..200}
  message ChangeDateResponse
    google.protobuf.Timestamp change_date = 1
  message DeleteAuthorizationResponse
    google.protobuf.Timestamp deletion_date = 1
  message Anything
    string id = 1
  service AuthorizationService
    ListAuthorizations Anything Anything
    CreateAuthorization CreateAuthorizationRequest CreateAuthorizationResponse
    UpdateAuthorization UpdateAuthorizationRequest ChangeDateResponse
    DeleteAuthorization AuthorizationRequest DeleteAuthorizationResponse
    ActivateAuthorization AuthorizationRequest ChangeDateResponse
    DeactivateAuthorization AuthorizationRequest ChangeDateResponse
`

const internalPermission = `
  message ProjectGrant
    string project_id = 1 {1..200}
    string organization_id = 2 {1..200}
  message ResourceType
    oneof resource! bool instance = 1
    oneof resource! string organization_id = 2
    oneof resource! string project_id = 3
    oneof resource! ProjectGrant project_grant = 4
  message AdministratorRequest
    string user_id = 1 {1..200}
    ResourceType resource = 2
    repeated string roles = 3 {1..200}
  message DeleteAdministratorRequest
    string user_id = 1 {1..200}
    ResourceType resource = 2
  message CreateAdministratorResponse
    google.protobuf.Timestamp creation_date = 1
  message UpdateAdministratorResponse
    google.protobuf.Timestamp change_date = 1
  message DeleteAdministratorResponse
    google.protobuf.Timestamp deletion_date = 1
  message Anything
    string id = 1
  service InternalPermissionService
    ListAdministrators Anything Anything
    CreateAdministrator AdministratorRequest CreateAdministratorResponse
    UpdateAdministrator AdministratorRequest UpdateAdministratorResponse
    DeleteAdministrator DeleteAdministratorRequest DeleteAdministratorResponse
`

const nothingYet = (service: string, methods: readonly string[]) => `
  message Anything
    string id = 1
  service ${service}
    ${methods.map((method) => `${method} Anything Anything`).join('\n    ')}
`

export const ownServices: readonly OwnService[] = [
  { file: 'zitadel/project/v2/project_service', packageName: 'zitadel.project.v2', schema: project },
  {
    file: 'zitadel/application/v2/application_service',
    packageName: 'zitadel.application.v2',
    schema: application,
  },
  {
    file: 'zitadel/authorization/v2/authorization_service',
    packageName: 'zitadel.authorization.v2',
    schema: authorization,
  },
  {
    file: 'zitadel/internal_permission/v2/internal_permission_service',
    packageName: 'zitadel.internal_permission.v2',
    schema: internalPermission,
  },
  {
    file: 'zitadel/group/v2/group_service',
    packageName: 'zitadel.group.v2',
    schema: nothingYet('GroupService', [
      'CreateGroup',
      'UpdateGroup',
      'DeleteGroup',
      'GetGroup',
      'ListGroups',
      'AddUsersToGroup',
      'RemoveUsersFromGroup',
      'ListGroupUsers',
    ]),
  },
  {
    file: 'zitadel/instance/v2/instance_service',
    packageName: 'zitadel.instance.v2',
    schema: nothingYet('InstanceService', [
      'GetInstance',
      'ListInstances',
      'UpdateInstance',
      'DeleteInstance',
      'AddCustomDomain',
      'RemoveCustomDomain',
      'ListCustomDomains',
      'AddTrustedDomain',
      'RemoveTrustedDomain',
      'ListTrustedDomains',
    ]),
  },
]
