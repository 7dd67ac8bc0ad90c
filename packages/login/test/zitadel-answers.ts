import type { FactsAnswer, FactsPort, FactsQuestion } from '../src/facts/facts-port.ts'
import { hours, now, seconds } from './facts-of-a-login.ts'

const time = (at: number): string => new Date(at).toISOString().replace('Z', '123Z')
const details = (resourceOwner: string) => ({
  sequence: '19',
  changeDate: time(now - hours),
  resourceOwner,
  creationDate: time(now - hours),
})

/** What ZITADEL answers for a login that lacks nothing, in the shapes of the recordings (fx 03, 12, 25, 26). */
export const answers = {
  session: {
    session: {
      id: 'session-1',
      creationDate: time(now - 5 * seconds),
      changeDate: time(now - 5 * seconds),
      sequence: '4',
      factors: {
        user: {
          verifiedAt: time(now - 5 * seconds),
          id: 'user-1',
          loginName: 'ada@lab.example',
          displayName: 'Ada Lab',
          organizationId: 'org-1',
        },
        password: { verifiedAt: time(now - 5 * seconds) },
      },
      userAgent: { fingerprintId: 'attempt-1', ip: '203.0.113.7' },
      expirationDate: time(now + 600 * seconds),
    },
  },
  user: {
    details: details('org-1'),
    user: {
      userId: 'user-1',
      details: details('org-1'),
      state: 'USER_STATE_ACTIVE',
      username: 'ada@lab.example',
      loginNames: ['ada@lab.example'],
      preferredLoginName: 'ada@lab.example',
      human: {
        profile: { givenName: 'Ada', familyName: 'Lab', nickName: '', gender: 'GENDER_UNSPECIFIED' },
        email: { email: 'ada@mail.example', isVerified: true },
        phone: {},
        passwordChanged: time(now - 24 * hours),
      },
    },
  },
  methods: {
    details: { totalResult: '1', timestamp: time(now) },
    authMethodTypes: ['AUTHENTICATION_METHOD_TYPE_PASSWORD'],
  },
  organization: {
    details: { totalResult: '1', timestamp: time(now) },
    result: [
      {
        id: 'org-1',
        details: details('org-1'),
        state: 'ORGANIZATION_STATE_ACTIVE',
        name: 'Lab',
        primaryDomain: 'lab.example',
      },
    ],
  },
  loginPolicy: {
    details: details('instance-1'),
    settings: {
      allowUsernamePassword: true,
      allowLocalAuthentication: true,
      allowRegister: true,
      allowExternalIdp: true,
      passkeysType: 'PASSKEYS_TYPE_ALLOWED',
      passwordCheckLifetime: '864000s',
      externalLoginCheckLifetime: '864000s',
      mfaInitSkipLifetime: '2592000s',
      secondFactorCheckLifetime: '64800s',
      multiFactorCheckLifetime: '43200s',
      secondFactors: ['SECOND_FACTOR_TYPE_OTP', 'SECOND_FACTOR_TYPE_U2F'],
      multiFactors: ['MULTI_FACTOR_TYPE_U2F_WITH_VERIFICATION'],
      allowDomainDiscovery: true,
      resourceOwnerType: 'RESOURCE_OWNER_TYPE_INSTANCE',
    },
  },
  passwordExpiry: {
    details: details('instance-1'),
    settings: { resourceOwnerType: 'RESOURCE_OWNER_TYPE_INSTANCE' },
  },
  identityProviders: { details: { timestamp: '0001-01-01T00:00:00Z' } },
} as const satisfies Readonly<Record<string, unknown>>

export type AnswerName = keyof typeof answers

export const answerNames: readonly AnswerName[] = [
  'session',
  'user',
  'methods',
  'organization',
  'loginPolicy',
  'passwordExpiry',
  'identityProviders',
]

export function nameOf({ path }: FactsQuestion): AnswerName {
  if (path.startsWith('/v2/sessions/')) return 'session'
  if (path.endsWith('/authentication_methods')) return 'methods'
  if (path.startsWith('/v2/users/')) return 'user'
  if (path.startsWith('/v2/settings/login/idps')) return 'identityProviders'
  if (path.startsWith('/v2/settings/login')) return 'loginPolicy'
  if (path.startsWith('/v2/settings/password/expiry')) return 'passwordExpiry'
  if (path === '/v2/organizations/_search') return 'organization'
  throw new Error(`an unexpected question: ${path}`)
}

/** ZITADEL's envelope of an error (contract 11.1). */
export const refusal = (status: number, id: string): Partial<FactsAnswer> => ({
  status,
  json: {
    code: 5,
    message: `text (${id})`,
    details: [{ '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id, message: 'text' }],
  },
})

export type Special = Partial<Record<AnswerName, Partial<FactsAnswer> | (() => Promise<FactsAnswer>)>>

/** A port that answers as above, except where told; and everything it was asked. */
export function aPort(special: Special = {}, clock: () => number = () => now) {
  const asked: FactsQuestion[] = []
  const port: FactsPort = async (question) => {
    asked.push(question)
    const name = nameOf(question)
    const other = special[name]
    if (typeof other === 'function') return other()
    return { status: 200, json: answers[name], date: new Date(clock()).toUTCString(), ...other }
  }
  return { port, asked, special }
}
