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
