import { filters } from './filters.ts'

/** `zitadel.authorization.v2`. */
export const authorization = `
  ${filters.trim()}
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
  enum State
    STATE_UNSPECIFIED = 0
    STATE_ACTIVE = 1
    STATE_INACTIVE = 2
  message Project
    string id = 1
    string name = 2
    string organization_id = 3
  message Organization
    string id = 1
    string name = 2
  message User
    string id = 1
    string preferred_login_name = 2
    string display_name = 3
    string avatar_url = 4
    string organization_id = 5
  message Role
    string key = 1
    string display_name = 2
    string group = 3
  message Authorization
    string id = 1
    google.protobuf.Timestamp creation_date = 2
    google.protobuf.Timestamp change_date = 3
    Project project = 4
    Organization organization = 5
    User user = 6
    enum:State state = 7
    repeated Role roles = 8
  message StateQuery
    enum:State state = 1
  message UserPreferredLoginNameQuery
    string login_name = 1 {1..200}
    enum:TextFilterMethod method = 2
  message ProjectNameQuery
    string name = 1 {..200}
    enum:TextFilterMethod method = 2
  message RoleKeyQuery
    string key = 1 {..200}
    enum:TextFilterMethod method = 2
  message AuthorizationsSearchFilter
    oneof filter! InIDsFilter authorization_ids = 1
    oneof filter! IDFilter organization_id = 2
    oneof filter! StateQuery state = 3
    oneof filter! InIDsFilter in_user_ids = 4
    oneof filter! IDFilter user_organization_id = 5
    oneof filter! UserPreferredLoginNameQuery user_preferred_login_name = 6
    oneof filter! IDFilter project_id = 8
    oneof filter! ProjectNameQuery project_name = 9
    oneof filter! RoleKeyQuery role_key = 10
  message ListAuthorizationsRequest
    PaginationRequest pagination = 1
    repeated AuthorizationsSearchFilter filters = 3
  message ListAuthorizationsResponse
    PaginationResponse pagination = 1
    repeated Authorization authorizations = 2
  service AuthorizationService
    ListAuthorizations ListAuthorizationsRequest ListAuthorizationsResponse
    CreateAuthorization CreateAuthorizationRequest CreateAuthorizationResponse
    UpdateAuthorization UpdateAuthorizationRequest ChangeDateResponse
    DeleteAuthorization AuthorizationRequest DeleteAuthorizationResponse
    ActivateAuthorization AuthorizationRequest ChangeDateResponse
    DeactivateAuthorization AuthorizationRequest ChangeDateResponse
`
