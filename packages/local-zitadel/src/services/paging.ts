interface ListQuery {
  readonly offset: bigint
  readonly limit: number
  readonly asc: boolean
}

/** The page of a list that a query asks for. Without a limit everything is given; the offset counts from zero. */
export function pageOf<Item>(items: readonly Item[], query: ListQuery | undefined): readonly Item[] {
  const offset = Number(query?.offset ?? 0n)
  const limit = query?.limit ?? 0
  return limit === 0 ? items.slice(offset) : items.slice(offset, offset + limit)
}

/** `zitadel.filter.v2.PaginationRequest`. */
export interface Pagination {
  readonly offset: bigint
  readonly limit: number
  readonly asc: boolean
}

/** How many the v2 searches give without being asked for a number. */
const usualLimit = 100

/**
 * The page of a v2 search: the newest first unless asked otherwise, a hundred unless asked for another number (R). What was found in all is
 * said beside it; nothing found says nothing.
 */
export function searchPage<Item>(
  found: readonly Item[],
  asked: Pagination | undefined,
  createdAt: (item: Item) => number,
) {
  const direction = asked?.asc === true ? 1 : -1
  const limit = asked === undefined || asked.limit === 0 ? usualLimit : asked.limit
  const sorted = found.toSorted((a, b) => direction * (createdAt(a) - createdAt(b)))
  const offset = Number(asked?.offset ?? 0n)
  return {
    page: sorted.slice(offset, offset + limit),
    pagination: { totalResult: BigInt(found.length), appliedLimit: BigInt(limit) },
  }
}
