/** What the search calls of the v2 services share: how much is asked for, and how text is compared. */
export const filters = `
  enum TextFilterMethod
    TEXT_FILTER_METHOD_EQUALS = 0
    TEXT_FILTER_METHOD_EQUALS_IGNORE_CASE = 1
    TEXT_FILTER_METHOD_STARTS_WITH = 2
    TEXT_FILTER_METHOD_STARTS_WITH_IGNORE_CASE = 3
    TEXT_FILTER_METHOD_CONTAINS = 4
    TEXT_FILTER_METHOD_CONTAINS_IGNORE_CASE = 5
    TEXT_FILTER_METHOD_ENDS_WITH = 6
    TEXT_FILTER_METHOD_ENDS_WITH_IGNORE_CASE = 7
  message PaginationRequest
    uint64 offset = 1
    uint32 limit = 2
    bool asc = 3
  message PaginationResponse
    uint64 total_result = 1
    uint64 applied_limit = 2
  message IDFilter
    string id = 1 {1..200}
  message InIDsFilter
    repeated string ids = 1 {1..200}
`
