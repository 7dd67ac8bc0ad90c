import { hash } from 'node:crypto'
import {
  type DpopClaims,
  dpopTokenHash,
  type JsonObject,
  jwkThumbprint,
  normalizeHtu,
  parseDpopClaims,
  parseUnverifiedJwt,
  publicJwkOf,
  type SignatureAlgorithm,
  type UnverifiedJwt,
} from '@postern/protocol'
import { within } from '../cache/within.ts'
import { GuardError } from '../errors.ts'
import { tell } from '../events.ts'
import { refused, type Refused } from '../judgement/verdict.ts'
import type { GuardRequest } from '../request.ts'
import type { Settings } from '../settings.ts'
import { createSignatureCheck } from '../signature/signature-check.ts'
import { createNonces, type Nonces } from './nonces.ts'
import { createMemoryReplays, type ReplayMemory } from './replays.ts'

const maxProofLength = 8_192
const maxIdLength = 256

/** Checks the proof that a request brings beside its token. `null`: it proves that whoever sends it holds the key of `jkt`. */
export interface DpopCheck {
  check(request: GuardRequest, token: string, jkt: string): Promise<Refused | null>
  readonly nonces: Nonces | undefined
}

type DpopSettings = NonNullable<Settings['dpop']>

/**
 * RFC 9449 §4.3, in an order in which a proof is remembered as used only after all the rest of it was found good.
 *
 * `check` throws a GuardError `replays_unknown` when it cannot be said whether the proof was used before.
 */
export function createDpopCheck(settings: Settings, dpop: DpopSettings, publicUrl: string): DpopCheck {
  const { now, clockToleranceSeconds } = settings
  const replays = dpop.replays ?? createMemoryReplays(now)
  const nonces =
    dpop.nonce === undefined ? undefined : createNonces(now, dpop.nonce.secret, dpop.nonce.lifetimeSeconds)

  function checkClaims(claims: DpopClaims, request: GuardRequest, token: string): Refused | null {
    const target = normalizeHtu(targetOf(publicUrl, request.url))
    if (claims.htm !== request.method || target === undefined || normalizeHtu(claims.htu) !== target) {
      const said = `${claims.htm.slice(0, 20)} ${claims.htu.split(/[?#]/, 1)[0]?.slice(0, 200)}`
      return refused(
        'proof_elsewhere',
        `the proof is for ${said}; this is ${request.method} ${target}: is publicUrl right?`,
      )
    }
    const ageMs = now() - claims.iat * 1000
    if (ageMs > dpop.maxAgeSeconds * 1000 || ageMs < -clockToleranceSeconds * 1000)
      return refused('proof_not_recent', 'the proof was made long ago or in the future: compare the clocks')
    if (claims.ath !== dpopTokenHash(token))
      return refused('proof_of_other_token', 'the proof was made for another token, or for none (ath)')
    if (nonces !== undefined && !(claims.nonce !== undefined && nonces.isGood(claims.nonce)))
      return refused('proof_without_nonce', 'the proof holds no nonce of this server, or an old one')
    return null
  }

  return {
    nonces,
    async check(request, token, jkt) {
      const proof = parseProof(request.headers.get('dpop'), dpop.algorithms)
      if ('accepted' in proof) return proof
      // first, so that a key that anybody sends is used for nothing
      if (jwkThumbprint(proof.jwk) !== jkt)
        return refused('key_mismatch', 'the proof is by another key than the one that the token is bound to')
      if (createSignatureCheck(proof.jwk, proof.alg)?.(proof.jwt) !== true)
        return refused('proof_invalid', 'the signature of the proof is not that of the key in it')
      const problem = checkClaims(proof.claims, request, token)
      if (problem !== null) return problem
      const expiresAt = (proof.claims.iat + dpop.maxAgeSeconds) * 1000 + 1
      const isNew = await addOnce(
        settings,
        replays,
        `${jkt}.${hash('sha256', proof.claims.jti, 'base64url')}`,
        expiresAt,
      )
      return isNew ? null : refused('proof_replayed', 'the proof was used before')
    },
  }
}

interface Proof {
  readonly jwt: UnverifiedJwt
  readonly alg: SignatureAlgorithm
  readonly jwk: JsonObject
  readonly claims: DpopClaims
}

function parseProof(given: string | null, algorithms: readonly SignatureAlgorithm[]): Proof | Refused {
  if (given === null) return refused('proof_missing', 'a token that is bound to a key needs the header DPoP')
  if (given.length > maxProofLength)
    return refused('proof_malformed', `the proof is longer than ${maxProofLength} characters`)
  // a second DPoP header would stand behind a comma, which no JWT has
  const jwt = parseUnverifiedJwt(given)
  if (typeof jwt === 'string')
    return refused('proof_malformed', 'the header DPoP is not one JWT in its one right form')
  if (jwt.header['typ'] !== 'dpop+jwt') return refused('proof_malformed', "the proof's typ is not dpop+jwt")
  const alg = algorithms.find((one) => one === jwt.header['alg'])
  if (alg === undefined)
    return refused('proof_malformed', `the proof's algorithm is none of ${algorithms.join(', ')}`)
  if ('crit' in jwt.header || 'b64' in jwt.header)
    return refused('proof_malformed', 'the proof names an extension that must be understood')
  const jwk = publicJwkOf(jwt.header)
  if (jwk === undefined)
    return refused('proof_malformed', 'the proof holds no public key (jwk), or a private one')
  const claims = parseDpopClaims(jwt.claims)
  if (claims === undefined || claims.jti.length > maxIdLength)
    return refused('proof_malformed', 'a claim of the proof is missing, of another type or too long')
  return { jwt, alg, jwk, claims }
}

/** The address as the client saw it. Nothing that a request says of its host is believed. */
function targetOf(publicUrl: string, url: string): string {
  const path = url.startsWith('/') ? (url.split(/[?#]/, 1)[0] ?? '') : pathOf(url)
  return publicUrl.replace(/\/$/, '') + path
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : '')

async function addOnce(
  { timeoutMs, onEvent }: Settings,
  replays: ReplayMemory,
  key: string,
  expiresAt: number,
): Promise<boolean> {
  try {
    return (await within(timeoutMs, replays.addOnce(key, expiresAt))) === true
  } catch (error) {
    const detail = `it cannot be said whether a proof was used before: ${error instanceof Error ? error.message : 'unknown'}`
    tell(onEvent, { name: 'guard.replays_unknown', severity: 'error', reason: 'replays_unknown', detail })
    throw new GuardError('replays_unknown', detail)
  }
}
