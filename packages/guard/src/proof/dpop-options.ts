import type { SignatureAlgorithm } from '@postern/protocol'
import type { ReplayMemory } from './replays.ts'

export interface DpopOptions {
  /** Whether tokens that are bound to no key are refused. Default: both kinds are taken. */
  readonly required?: boolean
  /** Of proofs. Default: ES256, ES384, ES512, EdDSA, Ed25519, PS256, RS256. */
  readonly algorithms?: readonly SignatureAlgorithm[]
  /** How old a proof may be. 1 to 300, default 60. It may be ahead by `clockToleranceSeconds`. */
  readonly maxAgeSeconds?: number
  /**
   * Where used proofs are remembered. Default: this process's memory. With several processes it must be a store that they share,
   * otherwise a proof works once at each of them (DPOP-5).
   */
  readonly replays?: ReplayMemory
  /** Makes every proof hold a nonce of this server (RFC 9449 §9). All processes of an API have the same secret. */
  readonly nonce?: {
    /** 32 bytes or more. */
    readonly secret: Uint8Array
    /** A nonce is good for this long, and as long again. 10 to 3600, default 300. */
    readonly lifetimeSeconds?: number
  }
}
