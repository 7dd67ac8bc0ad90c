import type { DescMethod, DescService } from '@bufbuild/protobuf'
import { routeOf } from './schema/load-descriptors.ts'

export interface RestRoute {
  readonly verb: string
  readonly matches: RegExp
  /** Field paths that the variable segments fill, in order. */
  readonly variables: readonly string[]
  readonly literals: number
  readonly wholeBody: boolean
  readonly method: DescMethod
}

export interface RestMatch {
  readonly route: RestRoute
  readonly variables: Readonly<Record<string, string>>
}

/** The REST routes of services as their descriptors say; `prefix` stands before each path (v1 APIs). */
export function restRoutes(services: readonly DescService[], prefix = ''): RestRoute[] {
  const routes = services.flatMap((service) =>
    service.methods.flatMap((method) => {
      const rule = routeOf(method)
      if (rule === undefined) return []
      return [rule, ...rule.additionalBindings].flatMap((binding) => {
        const { case: verb, value } = binding.pattern
        return typeof value === 'string' && verb !== undefined
          ? [routeFor(method, verb, prefix + value, binding.body)]
          : []
      })
    }),
  )
  // A literal segment beats a variable one: /v2/users/human before /v2/users/{user_id}.
  return routes.sort((a, b) => b.literals - a.literals)
}

function routeFor(method: DescMethod, verb: string, path: string, body: string): RestRoute {
  const variables: string[] = []
  let literals = 0
  const segments = path.split('/').map((segment) => {
    const variable = /^\{([^}=]+)(?:=[^}]*)?\}$/.exec(segment)
    if (variable?.[1] === undefined) {
      literals++
      return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    }
    variables.push(variable[1])
    return '([^/]+)'
  })
  return {
    verb: verb.toUpperCase(),
    matches: new RegExp(`^${segments.join('/')}$`),
    variables,
    literals,
    wholeBody: body === '*',
    method,
  }
}

/** The route of a request; `method_not_allowed` when only the verb does not fit (contract 11.2). */
export function findRoute(
  routes: readonly RestRoute[],
  verb: string,
  path: string,
): RestMatch | 'not_found' | 'method_not_allowed' {
  let known = false
  for (const route of routes) {
    const found = route.matches.exec(path)
    if (found === null) continue
    known = true
    if (route.verb !== verb) continue
    const values = route.variables.map((name, index) => [name, decode(found[index + 1] ?? '')])
    return { route, variables: Object.fromEntries(values) }
  }
  return known ? 'method_not_allowed' : 'not_found'
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
