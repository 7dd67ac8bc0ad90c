import { isObject } from './is-object.ts'
import type { TabChannel } from './tabs.ts'

/** What the client uses of the page around it. Everything left out is the page's own. */
export interface Surroundings {
  readonly fetch?: typeof globalThis.fetch
  /** The path below which the gateway's login endpoints stand; `/auth` when left out. */
  readonly base?: string
  /** The page's origin, such as `https://news.example`. */
  readonly origin?: string
  /** How tabs hear of each other; `null` for not at all. */
  readonly channel?: TabChannel | null
}

/** The only place that reaches for globals. `fetch` is looked up at each call, so that a page may still wrap its own. */
export function pageSurroundings(given: Surroundings): Required<Surroundings> {
  const base = given.base ?? '/auth'
  return {
    fetch: given.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    base,
    origin: given.origin ?? pageOrigin(),
    channel: given.channel === undefined ? openChannel(`postern:${base}`) : given.channel,
  }
}

/** Outside a page there is no origin, and `null` is the name of one that nothing belongs to. */
function pageOrigin(): string {
  const location: unknown = Reflect.get(globalThis, 'location')
  return isObject(location) && typeof location['origin'] === 'string' ? location['origin'] : 'null'
}

function openChannel(name: string): TabChannel | null {
  if (typeof BroadcastChannel !== 'function') return null
  const channel = new BroadcastChannel(name)
  return {
    // A BroadcastChannel reaches its own origin only and knows no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    post: (message) => channel.postMessage(message),
    listen(hear) {
      channel.addEventListener('message', (event: Event) => hear(Reflect.get(event, 'data')))
    },
    close: () => channel.close(),
  }
}
