import type { ComponentType } from 'react'

/** Who reads, as far as the pages need to know. */
export interface Person {
  readonly name: string
  readonly givenName: string
  readonly initials: string
  readonly picture: string | null
}

/** How the login was made, by the server's clock; of a form whose server sees it. Times in milliseconds since the epoch. */
export interface LoginStory {
  readonly steps: readonly { readonly step: string; readonly startedAt: number; readonly endedAt: number }[]
  readonly methods: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number
}

/** Something that happened to the login without the reader asking for it. */
export interface AuthNotice {
  readonly tone: 'info' | 'error'
  readonly text: string
  readonly offersLogin: boolean
}

export interface AuthState {
  /** `asking`: not known yet. */
  readonly status: 'asking' | 'out' | 'in'
  readonly person: Person | null
  readonly story: LoginStory | null
  readonly notice: AuthNotice | null
}

/** Where the tokens are: with the gateway, behind a session cookie, or with the page itself. */
export type Form = 'tokens_on_the_server' | 'tokens_in_the_browser'

/** `fetch` for the application's own API, by a path on it. What is attached to the call is this room's business. */
export type Api = (path: string, init?: RequestInit) => Promise<Response>

/** One of the reader's logins, here or on another device. Times in milliseconds since the epoch. */
export interface OwnSession {
  readonly id: string
  /** Whether it is the one of this browser. */
  readonly current: boolean
  /** What the browser called itself when it logged in. */
  readonly device: string | null
  /** Where it logged in from. */
  readonly address: string | null
  readonly createdAt: number
  readonly lastUsedAt: number
}

/** How ending something went. `was_over`: it had ended before. */
export type EndOutcome =
  | { readonly kind: 'ended' | 'was_over' }
  | { readonly kind: 'failed'; readonly text: string }

/** Where the reader is logged in. Losing the login meanwhile shows in `AuthState`, whatever was asked. */
export interface OwnSessions {
  /** The one used last first. Rejects with an error whose `title` may be shown. */
  readonly list: () => Promise<readonly OwnSession[]>
  /** Ends one; the one of this browser is a logout. */
  readonly end: (session: OwnSession) => Promise<EndOutcome>
  /** Ends all of them, also the one of this browser. */
  readonly endAll: () => Promise<EndOutcome>
}

/** What this room offers to the others: the whole of it. Each form of logging in is a folder behind this door. */
export interface Auth {
  readonly form: Form
  /** Where the same newsroom stands in its other form, if somebody runs it. */
  readonly otherForm: string | null
  readonly state: () => AuthState
  readonly subscribe: (listener: () => void) => () => void
  readonly api: Api
  /** `null` in a form that cannot tell where else its reader is logged in. */
  readonly sessions: OwnSessions | null
  readonly logIn: () => void
  readonly logOut: () => Promise<void>
  readonly dismissNotice: () => void
  /** Looks again who is logged in, such as when the tab comes back to the front. */
  readonly refresh: () => Promise<void>
}

/** One form, ready to be shown: what the pages use, and what stands over them while somebody logs in. */
export interface AuthForm {
  readonly auth: Auth
  readonly Overlay: ComponentType | null
}
