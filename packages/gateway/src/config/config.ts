import type { Secret } from './secret.ts'
import type { WrittenConfig } from './schema.ts'

/** A route of the proxy, every default filled in. */
export type RouteConfig = WrittenConfig['routes'][number]

/** The whole configuration: checked, defaults filled in, paths absolute, secrets read. Frozen, and made by `loadConfig` only. */
export interface Config
  extends Omit<
    WrittenConfig,
    '$schema' | 'clientKey' | 'loginClient' | 'deploymentKeys' | 'redirectUri' | 'flows' | 'app' | 'guards'
  > {
  readonly redirectUri: string
  readonly flows: readonly 'back_channel'[]
  /** Text of the application's key file. */
  readonly clientKey: Secret
  readonly loginClient:
    | { readonly kind: 'key'; readonly key: Secret }
    | { readonly kind: 'token'; readonly token: Secret }
  /** The first seals, all open. Each holds 32 bytes in base64url. */
  readonly deploymentKeys: readonly { readonly id: string; readonly key: Secret }[]
  /** Each secret holds 32 bytes or more in base64url. */
  readonly guards: readonly { readonly url: string; readonly secret: Secret }[]
  readonly app: { readonly directory: string } | null
}
