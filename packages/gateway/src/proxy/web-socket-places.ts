import type { RouteConfig } from '../config/config.ts'

/** How many web sockets are open, whichever configuration they were opened under: those of before a reload take places as well. */
export interface WebSocketPlaces {
  /**
   * Takes a place on the route, by its path, and for the session where there is one.
   *
   * @returns how to give it back, once; or the limit that is reached
   */
  take(route: Limits, session: string | undefined): (() => void) | 'session' | 'route'
}

type Limits = Pick<RouteConfig, 'path' | 'webSockets' | 'webSocketsPerSession'>

export function createWebSocketPlaces(): WebSocketPlaces {
  const taken = new Map<string, number>()
  const count = (key: string, change: 1 | -1): void => {
    const left = (taken.get(key) ?? 0) + change
    if (left > 0) taken.set(key, left)
    else taken.delete(key)
  }
  return {
    take({ path, webSockets, webSocketsPerSession }, session) {
      // No path has a space in it.
      const ofSession = session === undefined ? null : `${path} ${session}`
      if (ofSession !== null && (taken.get(ofSession) ?? 0) >= webSocketsPerSession) return 'session'
      if ((taken.get(path) ?? 0) >= webSockets) return 'route'
      const keys = ofSession === null ? [path] : [path, ofSession]
      for (const key of keys) count(key, 1)
      return () => {
        for (const key of keys) count(key, -1)
      }
    },
  }
}
