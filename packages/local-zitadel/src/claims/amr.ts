import type { LinkedSession } from '../state/model.ts'

/** `amr` of a session's checks (contract 6.4); nothing for none, and nothing for a login at an identity provider alone. */
export function amrOf(methods: LinkedSession['methods']): string[] {
  const factors = methods.length + (methods.includes('passkey') ? 1 : 0)
  return [
    ...(methods.includes('password') ? ['pwd'] : []),
    ...(methods.includes('passkey') || methods.includes('u2f') ? ['user'] : []),
    ...(methods.some((method) => oneTimeCodes.has(method)) ? ['otp'] : []),
    ...(factors >= 2 ? ['mfa'] : []),
  ]
}

const oneTimeCodes: ReadonlySet<string> = new Set(['totp', 'otp_sms', 'otp_email', 'recovery_code'])
