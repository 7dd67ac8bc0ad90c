import type { PresentedToken } from '../credentials.ts'
import { refused, type Binding, type Refused } from '../judgement/verdict.ts'
import type { GuardRequest } from '../request.ts'
import type { Settings } from '../settings.ts'
import { createCertificateCheck } from './certificate.ts'
import { createDpopCheck } from './check-dpop.ts'

/** Checks that whoever sends a token is whom it is bound to. */
export interface BindingCheck {
  check(binding: Binding, presented: PresentedToken, request: GuardRequest): Promise<Refused | null>
  /** The nonce to send along where a proof has to hold one. */
  nonce(): string | undefined
}

/** A token that is bound in a way that this guard was not told to check is refused (RFC 9449 §7.2, RFC 8705 §3). */
export function createBindingCheck(settings: Settings): BindingCheck {
  const { dpop, mtls, publicUrl } = settings
  const dpopCheck =
    dpop === undefined || publicUrl === undefined ? undefined : createDpopCheck(settings, dpop, publicUrl)
  const certificateCheck = mtls === undefined ? undefined : createCertificateCheck(mtls)

  return {
    nonce: () => dpopCheck?.nonces?.current(),
    async check({ jkt, certificate }, presented, request) {
      if (jkt !== null && dpopCheck === undefined)
        return refused(
          'token_bound',
          'the token is bound to a key: set the option dpop to check proofs of it',
        )
      if (certificate !== null && certificateCheck === undefined)
        return refused('token_bound', 'the token is bound to a certificate: set the option mtls to check it')
      if (jkt !== null && presented.scheme !== 'DPoP')
        return refused('token_bound', 'the token is bound to a key, and was sent without proof as Bearer')
      if (jkt === null && presented.scheme === 'DPoP')
        return refused('token_not_bound', 'the token is sent by the scheme DPoP but is bound to no key')
      const problem = certificate === null ? null : (certificateCheck?.(request, certificate) ?? null)
      if (problem !== null || jkt === null || dpopCheck === undefined) return problem
      return dpopCheck.check(request, presented.token, jkt)
    },
  }
}
