import type { RouteConfig } from '../config/config.ts'

/** Finds the route of a canonical path, if it has one: the longest prefix that ends where a segment ends (PROXY-1, PROXY-2). */
export type RouteTable = (path: string) => RouteConfig | undefined

export function createRouteTable(routes: readonly RouteConfig[]): RouteTable {
  const longestFirst = [...routes].sort((one, other) => other.path.length - one.path.length)
  return (path) =>
    longestFirst.find(
      (route) => path === route.path || (path.startsWith(route.path) && path[route.path.length] === '/'),
    )
}
