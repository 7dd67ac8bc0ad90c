import { filters } from './filters.ts'

// Long because it is a table.
/** `zitadel.project.v2`. */
export const project = `
  ${filters.trim()}
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
    bool authorization_required = 8
    bool project_access_required = 9
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
  message ProjectRequest
    string project_id = 1 {1..200}
  message ChangeDateResponse
    google.protobuf.Timestamp change_date = 1
  message ProjectNameFilter
    string project_name = 1 {..200}
    enum:TextFilterMethod method = 2
  enum OrganizationProjects
    TYPE_UNSPECIFIED = 0
    OWNED = 1
    GRANTED = 2
    OWNED_OR_GRANTED = 3
  message ProjectOrganizationIDFilter
    string organization_id = 1 {..200}
    enum:OrganizationProjects type = 2
  message ProjectSearchFilter
    oneof filter! ProjectNameFilter project_name_filter = 1
    oneof filter! InIDsFilter in_project_ids_filter = 2
    oneof filter! ProjectOrganizationIDFilter organization_id_filter = 3
  message ListProjectsRequest
    PaginationRequest pagination = 1
    repeated ProjectSearchFilter filters = 3
  message ListProjectsResponse
    PaginationResponse pagination = 1
    repeated Project projects = 2
  message UpdateProjectRoleRequest
    string project_id = 1 {1..200}
    string role_key = 2 {1..200}
    optional string display_name = 3 {1..200}
    optional string group = 4 {..200}
  message ProjectRole
    string project_id = 1
    string key = 2
    google.protobuf.Timestamp creation_date = 3
    google.protobuf.Timestamp change_date = 4
    string display_name = 5
    string group = 6
  message ProjectRoleKeyFilter
    string key = 1 {..200}
    enum:TextFilterMethod method = 2
  message ProjectRoleDisplayNameFilter
    string display_name = 1 {..200}
    enum:TextFilterMethod method = 2
  message ProjectRoleSearchFilter
    oneof filter! ProjectRoleKeyFilter role_key_filter = 1
    oneof filter! ProjectRoleDisplayNameFilter display_name_filter = 2
  message ListProjectRolesRequest
    string project_id = 1 {1..200}
    PaginationRequest pagination = 2
    repeated ProjectRoleSearchFilter filters = 4
  message ListProjectRolesResponse
    PaginationResponse pagination = 1
    repeated ProjectRole project_roles = 2
  message ProjectGrantRequest
    string project_id = 1 {1..200}
    string granted_organization_id = 2 {1..200}
  message ProjectGrantSearchFilter
    oneof filter! ProjectNameFilter project_name_filter = 1
    oneof filter! ProjectRoleKeyFilter role_key_filter = 2
    oneof filter! InIDsFilter in_project_ids_filter = 3
    oneof filter! IDFilter organization_id_filter = 4
    oneof filter! IDFilter granted_organization_id_filter = 5
  message ListProjectGrantsRequest
    PaginationRequest pagination = 1
    repeated ProjectGrantSearchFilter filters = 3
  message ProjectGrant
    string organization_id = 1
    google.protobuf.Timestamp creation_date = 2
    google.protobuf.Timestamp change_date = 3
    string granted_organization_id = 4
    string granted_organization_name = 5
    repeated string granted_role_keys = 6
    string project_id = 7
    string project_name = 8
    enum:ProjectGrantState state = 9
  enum ProjectGrantState
    PROJECT_GRANT_STATE_UNSPECIFIED = 0
    PROJECT_GRANT_STATE_ACTIVE = 1
    PROJECT_GRANT_STATE_INACTIVE = 2
  message ListProjectGrantsResponse
    PaginationResponse pagination = 1
    repeated ProjectGrant project_grants = 2
  service ProjectService
    CreateProject CreateProjectRequest CreateProjectResponse
    UpdateProject UpdateProjectRequest UpdateProjectResponse
    DeleteProject DeleteProjectRequest DeleteProjectResponse
    GetProject GetProjectRequest GetProjectResponse
    ListProjects ListProjectsRequest ListProjectsResponse
    DeactivateProject ProjectRequest ChangeDateResponse
    ActivateProject ProjectRequest ChangeDateResponse
    AddProjectRole AddProjectRoleRequest AddProjectRoleResponse
    UpdateProjectRole UpdateProjectRoleRequest ChangeDateResponse
    RemoveProjectRole RemoveProjectRoleRequest RemoveProjectRoleResponse
    ListProjectRoles ListProjectRolesRequest ListProjectRolesResponse
    CreateProjectGrant CreateProjectGrantRequest CreateProjectGrantResponse
    UpdateProjectGrant CreateProjectGrantRequest ChangeDateResponse
    DeleteProjectGrant DeleteProjectGrantRequest DeleteProjectGrantResponse
    DeactivateProjectGrant ProjectGrantRequest ChangeDateResponse
    ActivateProjectGrant ProjectGrantRequest ChangeDateResponse
    ListProjectGrants ListProjectGrantsRequest ListProjectGrantsResponse
`
