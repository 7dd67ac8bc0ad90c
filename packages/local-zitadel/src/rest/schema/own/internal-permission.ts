import { filters } from './filters.ts'

/** `zitadel.internal_permission.v2`. */
export const internalPermission = `
  ${filters.trim()}
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
  message Organization
    string id = 1
    string name = 2
  message User
    string id = 1
    string preferred_login_name = 2
    string display_name = 3
    string organization_id = 4
  message Administrator
    google.protobuf.Timestamp creation_date = 1
    google.protobuf.Timestamp change_date = 2
    User user = 3
    oneof resource bool instance = 4
    oneof resource Organization organization = 5
    repeated string roles = 8
  message UserPreferredLoginNameFilter
    string preferred_login_name = 1 {1..200}
    enum:TextFilterMethod method = 2
  message RoleFilter
    string role_key = 1 {1..200}
  message AdministratorSearchFilter
    oneof filter! InIDsFilter in_user_ids_filter = 3
    oneof filter! IDFilter user_organization_id = 4
    oneof filter! UserPreferredLoginNameFilter user_preferred_login_name = 5
    oneof filter! ResourceType resource = 7
    oneof filter! RoleFilter role = 8
  message ListAdministratorsRequest
    PaginationRequest pagination = 1
    repeated AdministratorSearchFilter filters = 3
  message ListAdministratorsResponse
    PaginationResponse pagination = 1
    repeated Administrator administrators = 2
  service InternalPermissionService
    ListAdministrators ListAdministratorsRequest ListAdministratorsResponse
    CreateAdministrator AdministratorRequest CreateAdministratorResponse
    UpdateAdministrator AdministratorRequest UpdateAdministratorResponse
    DeleteAdministrator DeleteAdministratorRequest DeleteAdministratorResponse
`
