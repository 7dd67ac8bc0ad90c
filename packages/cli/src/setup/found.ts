import type { Configuration } from './application-configuration.ts'
import type { ApplicationName } from './wanted.ts'

/** Whose credential it is. */
export type CredentialOwner = ApplicationName | 'login_client'

/** What stands in a credential's file. */
export type CredentialFile = 'absent' | 'works' | 'broken'

export interface FoundApplication {
  readonly id: string
  readonly clientId: string
  readonly isActive: boolean
  readonly configuration: Configuration
  /** Ids of the keys that ZITADEL takes from it today. */
  readonly keys: readonly string[]
}

export interface FoundLoginClient {
  readonly id: string
  /** On the instance. */
  readonly roles: readonly string[]
  readonly keys: readonly string[]
}

/** What there is already, at ZITADEL and in the folder. Without a project there is no application in it. */
export interface Found {
  readonly project: {
    readonly id: string
    readonly settings: Readonly<Record<string, boolean>>
    readonly roles: readonly string[]
  } | null
  readonly applications: Readonly<Partial<Record<ApplicationName, FoundApplication>>>
  readonly loginClient: FoundLoginClient | null
  readonly credentials: Readonly<Partial<Record<CredentialOwner, CredentialFile>>>
  /** Ids of the keys that stand in the files. */
  readonly keysInFiles: readonly string[]
  readonly hasDeploymentKey: boolean
  readonly files: Readonly<Record<WrittenFile, FoundFile>>
}

/** Files without a secret that are written out of what there is. */
export type WrittenFile = 'gateway.json' | 'applications.json'

/** `ours`: as it was written by us, and nobody has changed it. `edited`: somebody's own by now. */
export type FoundFile =
  | { readonly state: 'absent' }
  | { readonly state: 'ours' | 'edited'; readonly text: string }
