import type { Human } from '../../state/model.ts'

interface Names {
  readonly givenName: string
  readonly familyName: string
  readonly nickName?: string | undefined
  readonly displayName?: string | undefined
  readonly preferredLanguage: string
  readonly gender?: string | undefined
}

/** A human with a name and an e-mail address and nothing else yet. */
export function newHuman(names: Names, email: Human['email']): Human {
  return {
    givenName: names.givenName,
    familyName: names.familyName,
    nickName: names.nickName ?? '',
    displayName: names.displayName || `${names.givenName} ${names.familyName}`,
    preferredLanguage: names.preferredLanguage,
    gender: names.gender ?? 'unspecified',
    avatarUrl: '',
    email,
    passwordFailures: 0,
    otpFailures: 0,
    otpSms: false,
    otpEmail: false,
    recoveryCodes: [],
    codes: new Map(),
    passkeys: [],
    idpLinks: [],
  }
}
