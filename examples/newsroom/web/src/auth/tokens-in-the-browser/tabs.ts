import { isObject } from '../../shell/json-fields.ts'

/** Tokens as one tab hands them to another. */
export interface Kept {
  /** When they were got, in milliseconds since the epoch; of two, the later are the living ones. */
  readonly since: number
  /** The library's own form of a user. */
  readonly user: string
}

export type News =
  | { readonly kind: 'kept'; readonly kept: Kept }
  | { readonly kind: 'ended'; readonly since: number; readonly reason: 'logged_out' | 'expired' }

type Message =
  | News
  | { readonly kind: 'question'; readonly id: string }
  | { readonly kind: 'answer'; readonly id: string; readonly kept: Kept | null }

/** The other tabs of this page. */
export interface Tabs {
  /** What the others have; as soon as all have answered, or after a second, for one of them may be asleep. */
  readonly ask: () => Promise<readonly Kept[]>
  readonly tell: (news: News) => void
  /** Does something that only one tab may do at a time. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>
}

export interface TabsDeps {
  /** Of this page and its client alone: pages of several clients can share an origin. */
  readonly name: string
  readonly channel: BroadcastChannel
  readonly locks: Pick<LockManager, 'request' | 'query'>
  readonly newId: () => string
  readonly wait: (milliseconds: number) => Promise<void>
  /** What this tab has to give. */
  readonly own: () => Kept | null
  readonly onNews: (news: News) => void
}

const longestWaitMs = 1_000

/** The browser delivers to pages of this origin alone, and to every script in them. */
export function openTabs({ name, channel, locks, newId, wait, own, onNews }: TabsDeps): Tabs {
  const presence = `${name} is open`
  const answered = new Map<string, (kept: Kept | null) => void>()
  // A BroadcastChannel reaches its own origin only and knows no target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const post = (message: Message) => channel.postMessage(message)

  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseMessage(data)
    if (message === null) return
    if (message.kind === 'question') post({ kind: 'answer', id: message.id, kept: own() })
    else if (message.kind === 'answer') answered.get(message.id)?.(message.kept)
    else onNews(message)
  })

  // Held as long as the tab is open: by these locks the others know how many answers to wait for.
  const present = new Promise<void>((isHeld) => {
    void locks.request(presence, { mode: 'shared' }, () => {
      isHeld()
      return new Promise<never>(() => {})
    })
  })

  return {
    async ask() {
      await present
      const { held = [] } = await locks.query()
      const others = held.filter((lock) => lock.name === presence).length - 1
      if (others < 1) return []
      const id = newId()
      const got: Kept[] = []
      let missing = others
      const all = new Promise<void>((done) => {
        answered.set(id, (kept) => {
          if (kept !== null) got.push(kept)
          missing -= 1
          if (missing === 0) done()
        })
      })
      post({ kind: 'question', id })
      await Promise.race([all, wait(longestWaitMs)])
      answered.delete(id)
      return got
    },
    tell: post,
    alone: (work) => locks.request(`${name} renews`, work),
  }
}

function parseMessage(value: unknown): Message | null {
  if (!isObject(value)) return null
  const { kind, id, since } = value
  const kept = parseKept(value['kept'])
  if (kind === 'kept' && kept !== null) return { kind, kept }
  if (kind === 'ended' && typeof since === 'number')
    return { kind, since, reason: value['reason'] === 'expired' ? 'expired' : 'logged_out' }
  if (kind === 'question' && typeof id === 'string') return { kind, id }
  if (kind === 'answer' && typeof id === 'string') return { kind, id, kept }
  return null
}

function parseKept(value: unknown): Kept | null {
  if (!isObject(value)) return null
  const { since, user } = value
  return typeof since === 'number' && typeof user === 'string' ? { since, user } : null
}
