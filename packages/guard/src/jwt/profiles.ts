import type { JsonObject } from '@postern/protocol'
import { refused, type Refused } from '../judgement/verdict.ts'

interface Profile {
  /** Values of `typ`, in lower case. */
  readonly types: readonly string[]
  readonly required: readonly string[]
  /** What only other kinds of tokens have. */
  readonly foreign: readonly string[]
  /** What tokens of this profile never say, so that no rule can ask for it. */
  readonly silentAbout: readonly ClaimNeed[]
}

/** What a demand looks at. */
export type ClaimNeed = 'scope' | 'acr' | 'amr' | 'auth_time'

const accessTokenTypes = ['at+jwt', 'application/at+jwt']

/** What makes a JWT an access token, so that no other kind passes as one (JOSE-4). */
export const profiles = {
  rfc9068: {
    types: accessTokenTypes,
    required: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
    foreign: [],
    silentAbout: [],
  },
  // contract 1.4, 6.4, 6.5: `typ` is JWT for every kind, and an ID token has the same issuer and audience
  zitadel: {
    types: ['jwt', ...accessTokenTypes],
    required: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
    foreign: [
      'nonce',
      'at_hash',
      'c_hash',
      's_hash',
      'azp',
      'sid',
      'auth_time',
      'events',
      'token_introspection',
    ],
    silentAbout: ['scope', 'acr', 'amr', 'auth_time'],
  },
} as const satisfies Record<string, Profile>

/** Checks that a JWT is an access token of the profile (AT-1, AT-2). */
export function checkProfile(
  name: keyof typeof profiles,
  header: JsonObject,
  claims: JsonObject,
): Refused | null {
  const { types, required, foreign }: Profile = profiles[name]
  const { typ } = header
  if (typeof typ !== 'string' || !types.includes(typ.toLowerCase())) {
    return refused(
      'token_kind_wrong',
      `the header's typ is not ${types.join(' or ')}${name === 'rfc9068' ? hint : ''}`,
    )
  }
  const other = foreign.find((claim) => claim in claims)
  if (other !== undefined)
    return refused(
      'token_kind_wrong',
      `the claim ${other} says that this is no access token: was an ID token sent?`,
    )
  const missing = required.find((claim) => !(claim in claims))
  if (missing !== undefined) return refused('token_kind_wrong', `an access token has the claim ${missing}`)
  return null
}

const hint = ': if the issuer is ZITADEL, set jwt.profile to zitadel'
