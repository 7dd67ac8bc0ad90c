import type { Now, RandomBytes, SignatureAlgorithm } from '@postern/protocol'
import type { SharedCacheOptions } from './cache/shared-cache.ts'
import type { OnEvent, OnJudged, Trace } from './events.ts'
import type { Mode } from './mode.ts'
import type { DpopOptions } from './proof/dpop-options.ts'
import type { MtlsOptions } from './proof/certificate.ts'

/** The network as the guard uses it; the runtime's `fetch` fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * How this API introspects: by the client id and secret of its API application in ZITADEL, or by that application's key file.
 *
 * Secret and key may be given as functions that read them from where they are kept: called when the guard is made, and again when the issuer
 * refuses what they gave. What is there then is used at once if it is another one, of the same client.
 */
export type IntrospectionOptions =
  | {
      readonly clientId: string
      readonly clientSecret: string | (() => string)
      /** Only where the issuer's metadata cannot be asked for it. Then nothing is discovered. */
      readonly endpoint?: string
    }
  | {
      /** The parsed JSON of the file that ZITADEL gave for a key of the API application (contract 2.2), or a function that reads it. */
      readonly keyFile: unknown
      /** For the `jti` of each assertion. */
      readonly randomBytes: RandomBytes
      /** The assertion's `typ`. Default `client-authentication+jwt` (RFC 10070 §4); `JWT` for issuers that refuse it. */
      readonly assertionType?: 'client-authentication+jwt' | 'JWT'
      readonly endpoint?: string
    }

export interface JwtOptions {
  /**
   * What a JWT must be to count as an access token. `rfc9068`: `typ` is `at+jwt` (AT-1). `zitadel`: ZITADEL signs access and ID tokens
   * alike with `typ: JWT`, so other rules tell them apart (AT-2); this is not RFC 9068.
   */
  readonly profile: 'rfc9068' | 'zitadel'
  /** Default: all of `signatureAlgorithms`. */
  readonly algorithms?: readonly SignatureAlgorithm[]
  /** Only where the issuer's metadata cannot be asked for it. */
  readonly jwksUri?: string
}

/** An issuer whose tokens open this API. */
export interface IssuerOptions {
  /** Exactly as the issuer writes it in its metadata (DISC-1). https, or http on loopback (DISC-2). */
  readonly issuer: string
  /** Left out: this issuer is never asked about a token; then `mode` must be `offline`. */
  readonly introspection?: IntrospectionOptions
  /** Needed for `offline`. */
  readonly jwt?: JwtOptions
  /** How tokens of this issuer are judged where a route says nothing. Default `cached`. */
  readonly mode?: Mode
  /**
   * What a token's `aud` must contain: this API's client id or its project's id. `null`, said out loud, is the only way not to
   * check; then any token of the issuer opens this API.
   */
  readonly audience: string | null
  /**
   * The project whose roles count. Without it: the audience, where that is not the client id; otherwise the introspecting
   * client's own project.
   */
  readonly projectId?: string
}

export interface GuardOptions extends IssuerOptions {
  /**
   * Issuers beside the first. A JWT belongs to the one that its `iss` names. What is no JWT belongs to the first: no other is ever
   * shown a token that may not be its own.
   */
  readonly furtherIssuers?: readonly IssuerOptions[]
  readonly fetch: Fetch
  readonly now: Now
  /** Hears what an operator must know: refused credentials of this API, an issuer that fails, checks that are off. */
  readonly onEvent: OnEvent
  /** For metrics: called for each judged request. */
  readonly onJudged?: OnJudged
  /** For traces: called around each call to the issuer. */
  readonly trace?: Trace
  /** The challenge's `realm`. Default `api`. */
  readonly realm?: string
  /** The address under which clients call this API, such as `https://api.example`. A path in it stands before each request's. */
  readonly publicUrl?: string
  /** Publishes metadata of this API (RFC 9728), under `publicUrl`, and names them in every challenge. */
  readonly metadata?: {
    readonly name?: string
    readonly documentation?: string
    readonly scopes?: readonly string[]
  }
  /** Takes tokens that are bound to a key (RFC 9449). Needs `publicUrl`. */
  readonly dpop?: DpopOptions
  /** Takes tokens that are bound to a client certificate (RFC 8705). */
  readonly mtls?: MtlsOptions
  readonly cache?: {
    /** How long a good answer may be used again, at most until the token's `exp` (INTRO-4). 0 to 300, default 30; 0 asks every time. */
    readonly maxAgeSeconds?: number
    /** The same for a bad answer. 0 to 60, default 5. */
    readonly refusedMaxAgeSeconds?: number
    /** How many good answers are kept, the least recently used goes first. 1 to 1,000,000, default 10,000. Bad ones: a tenth. */
    readonly maxEntries?: number
    /**
     * How much longer a good answer or key set may be used while the issuer cannot be reached, never beyond `exp`. A token revoked in
     * that time stays good. 0 to 3600, default 0: not at all.
     */
    readonly staleWhileUnreachableSeconds?: number
  }
  /** Shares answers among processes. */
  readonly sharedCache?: SharedCacheOptions
  /** After so many failures in a row the issuer is left alone for a while. Default 5 failures, 5 seconds. */
  readonly breaker?: { readonly failures?: number; readonly openSeconds?: number }
  /** For one call to the issuer, its answer included, and to a store. Default 5,000. */
  readonly timeoutMs?: number
  /** How far the issuer's clock may be ahead of ours for `nbf` and `iat` (never for `exp`). 0 to 60 (JOSE-5), default 30. */
  readonly clockToleranceSeconds?: number
  /** Longer tokens are refused unasked. Default 8,192. */
  readonly maxTokenLength?: number
  /** How many different tokens may wait for the issuer at once; more are answered 503. Default 1,000. */
  readonly maxPending?: number
}
