import type { JsonWebKey } from 'node:crypto'
import type { Faults } from './faults/faults.ts'
import type { Seed } from './seed/seed.ts'
import type { Inspection } from './state/inspect.ts'

export interface LocalZitadelOptions {
  /** 0, the default, takes a free port. Always on loopback. */
  readonly port?: number
  /** A seed, `default` (an organization with users, a project, the newsroom's apps) or `empty` (what a first instance has). */
  readonly seed?: Seed | 'default' | 'empty'
  /** Where keys, secrets and state last between starts (files of mode 600). Without it everything lives in memory only. */
  readonly dataDir?: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** Behaves as ZITADEL also where this server is otherwise safer or quicker: forwarded headers, foreign hosts, tarpit, races. */
  readonly asOriginal?: boolean
  /**
   * Refuses back-channel logout addresses on loopback too, by the deny list that ZITADEL has by default. Without it this server calls
   * loopback and nothing else; as the original, what that list leaves, and loopback.
   */
  readonly denyLoopback?: boolean
  /** Waits before each try of a back-channel logout; real time by default. Rejects when the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Waiting time of every password check; ZITADEL's default bcrypt cost takes about a second. Default 0. */
  readonly passwordCheckMs?: number
  /** Holds back the answers to wrong passwords from the tenth on (contract 3.8). Default: as `asOriginal` says. */
  readonly tarpit?: boolean
  /** How late reads see a change, by `now`; the original lags some 80 ms. Default 0, also with `asOriginal`. See `Faults.readLagMs`. */
  readonly readLagMs?: number
  /** Signing keys made beforehand, so that a test need not wait for RSA. */
  readonly signingKeys?: readonly JsonWebKey[]
}

/** What the seed made, with the secrets that only its maker may know. */
export interface Seeded {
  /** Personal access token of the IAM_OWNER. */
  readonly adminPat: string
  /** Key file of the same user, ZITADEL's format (contract 2.2). */
  readonly adminKey: ServiceAccountKey
  /** Personal access token of the IAM_LOGIN_CLIENT. */
  readonly loginClientPat: string
  readonly loginClientKey: ServiceAccountKey | null
  readonly organizationId: string
  readonly users: readonly SeededUser[]
  readonly applications: readonly SeededApplication[]
}

export interface ServiceAccountKey {
  readonly type: 'serviceaccount'
  readonly keyId: string
  /** PEM, PKCS#1. */
  readonly key: string
  readonly expirationDate: string
  readonly userId: string
}

export interface ApplicationKey {
  readonly type: 'application'
  readonly keyId: string
  /** PEM, PKCS#1. */
  readonly key: string
  readonly appId: string
  readonly clientId: string
}

export interface SeededUser {
  readonly id: string
  readonly loginName: string
  readonly password: string
  /** Base32; only where the seed enrolled TOTP. */
  readonly totpSecret?: string
}

export interface SeededApplication {
  readonly name: string
  readonly projectId: string
  readonly appId: string
  readonly clientId: string
  readonly clientSecret?: string
  readonly key?: ApplicationKey
}

export interface LocalZitadel {
  /** `http://localhost:<port>`. */
  readonly issuer: string
  readonly port: number
  readonly seeded: Seeded
  readonly faults: Faults
  /** What lives at this moment: for tests. Reads only. */
  inspect(): Promise<Inspection>
  close(): Promise<void>
}
