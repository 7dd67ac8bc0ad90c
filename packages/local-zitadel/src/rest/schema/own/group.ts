/** `zitadel.group.v2`. */
export const group = `
  message CreateGroupRequest
    string organization_id = 1 {1..200}
    string name = 2 {1..200}
    string description = 3 {..200}
    optional string id = 4 {1..200}
  message CreateGroupResponse
    string id = 1
    google.protobuf.Timestamp creation_date = 2
  message GroupRequest
    string id = 1 {1..200}
  message GroupUsersRequest
    string id = 1 {1..200}
    repeated string user_ids = 2 {1..200}
  message ChangeDateResponse
    google.protobuf.Timestamp change_date = 1
  message DeleteGroupResponse
    google.protobuf.Timestamp deletion_date = 1
  message Anything
    string id = 1
  service GroupService
    CreateGroup CreateGroupRequest CreateGroupResponse
    UpdateGroup Anything Anything
    DeleteGroup GroupRequest DeleteGroupResponse
    GetGroup Anything Anything
    ListGroups Anything Anything
    AddUsersToGroup GroupUsersRequest ChangeDateResponse
    RemoveUsersFromGroup GroupUsersRequest ChangeDateResponse
    ListGroupUsers Anything Anything
`
