/** Who reads, as far as the pages need to know. */
export interface Person {
  readonly name: string
  readonly givenName: string
  readonly initials: string
  readonly picture: string | null
}

/** How the login was made, by the server's clock. Times in milliseconds since the epoch. */
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
  readonly isFormOpen: boolean
}

/** `fetch` for the application's own API, on its own origin. */
export type Api = (path: string, init?: RequestInit) => Promise<Response>

/**
 * What this room offers to the others: the whole of it. Another way of logging in (tokens in the browser, say) is another folder
 * with the same door.
 */
export interface Auth {
  readonly state: () => AuthState
  readonly subscribe: (listener: () => void) => () => void
  readonly api: Api
  readonly logIn: () => void
  readonly logOut: () => Promise<void>
  readonly dismissNotice: () => void
  /** Asks the server again who is logged in, such as when the tab comes back to the front. */
  readonly refresh: () => Promise<void>
}
