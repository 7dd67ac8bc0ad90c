import { GuardError } from '../errors.ts'
import type { ClaimNeed } from '../jwt/profiles.ts'
import type { Principal } from '../principal/principal.ts'
import type { Demand } from './demand.ts'

export interface StepUp {
  /** The login must be at most so old. A refreshed token has the `auth_time` of its login (STEP-4). */
  readonly maxAgeSeconds?: number
  /** One of these must be the token's `acr`. Asked for in the challenge. */
  readonly acrValues?: readonly string[]
  /**
   * What `acrValues` means at an issuer without `acr`, as ZITADEL is: the token's `amr` must hold all of these, such as `mfa`. Then
   * `acr` is not looked at.
   */
  readonly methods?: readonly string[]
}

/** RFC 6749 §3.3 has the same characters: `acr_values` are separated by spaces. */
const acrValue = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * Demands a login that is new and strong enough (RFC 9470), and says in the challenge which one would be: 401
 * `insufficient_user_authentication`. A token that does not say when or how its user logged in does not do (STEP-2).
 *
 * @throws GuardError `CONFIGURATION_INVALID` at once, for a demand that the challenge could not express (STEP-1)
 */
export function requireStepUp({ maxAgeSeconds, acrValues = [], methods = [] }: StepUp): Demand {
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0))
    throw invalid('maxAgeSeconds must be a whole number from 0')
  if (maxAgeSeconds === undefined && acrValues.length === 0)
    throw invalid('name maxAgeSeconds or acrValues: without either no client knows what to do')
  if (!acrValues.every((value) => acrValue.test(value)))
    throw invalid('a value of acrValues has no such form')
  const ask = {
    ...(acrValues.length === 0 ? {} : { acr_values: acrValues.join(' ') }),
    ...(maxAgeSeconds === undefined ? {} : { max_age: maxAgeSeconds }),
  }
  const isStrong = strengthOf(acrValues, methods)
  const demand: Demand = (principal, _request, at) => {
    if (!isStrong(principal)) {
      const wanted = methods.length > 0 ? `amr with ${methods.join(', ')}` : `acr ${acrValues.join(' or ')}`
      return { reason: 'authentication_too_weak', detail: `the token shows no login with ${wanted}`, ask }
    }
    const { authTime } = principal
    const isNew = maxAgeSeconds === undefined || (authTime !== null && at <= authTime + maxAgeSeconds * 1000)
    if (isNew) return null
    const detail = `the login is older than ${maxAgeSeconds} s, or the token does not say when it was`
    return { reason: 'authentication_too_old', detail, ask }
  }
  const needs: ClaimNeed[] = maxAgeSeconds === undefined ? [] : ['auth_time']
  if (methods.length > 0) needs.push('amr')
  else if (acrValues.length > 0) needs.push('acr')
  return Object.assign(demand, { needs })
}

function strengthOf(
  acrValues: readonly string[],
  methods: readonly string[],
): (principal: Principal) => boolean {
  if (methods.length > 0) return (principal) => methods.every((method) => principal.methods.includes(method))
  if (acrValues.length === 0) return () => true
  return ({ claims }) => acrValues.some((value) => value === claims['acr'])
}

const invalid = (detail: string): GuardError =>
  new GuardError('configuration_invalid', `requireStepUp: ${detail}`)
