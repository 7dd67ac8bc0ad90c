import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { brokenFieldRule } from './field-rules.ts'
import { loadPackage, packageNames } from './schema/api-packages.ts'

const services = (await Promise.all(packageNames.map(loadPackage))).flatMap((one) => one?.services ?? [])

function broken(name: string, json: JsonValue): string | undefined {
  const [service, method] = name.split('/')
  const found = services.find((one) => one.typeName === service)?.methods.find((one) => one.name === method)
  if (found === undefined) throw new Error(`${name} is missing`)
  return brokenFieldRule(found.input, fromJson(found.input, json))
}

const session = 'zitadel.session.v2.SessionService/CreateSession'
const create = 'zitadel.user.v2.UserService/CreateUser'
const list = 'zitadel.user.v2.UserService/ListUsers'
const embedded = 'embedded message failed validation | caused by'

describe('field rules in the original’s words', () => {
  it.each([
    [0, false],
    [1, true],
    [200, true],
    [201, false],
  ])('bounds a password of %i characters', (length, isGood) => {
    const checks = { user: { loginName: 'a' }, password: { password: 'é'.repeat(length) } }
    const rule = 'invalid CheckPassword.Password: value length must be between 1 and 200 runes, inclusive'
    const whole = `invalid CreateSessionRequest.Checks: ${embedded}: invalid Checks.Password: ${embedded}: ${rule}`
    expect(broken(session, { checks })).toBe(isGood ? undefined : whole)
  })

  it('demands a oneof, names list items by index and nested messages as Go does', () => {
    expect(broken(session, { checks: { user: {} } })).toContain('invalid CheckUser.Search: value is required')
    expect(broken(list, { queries: [{ typeQuery: { type: 'TYPE_HUMAN' } }, {}] })).toBe(
      `invalid ListUsersRequest.Queries[1]: ${embedded}: invalid SearchQuery.Query: value is required`,
    )
    const human = { profile: { givenName: 'A', familyName: 'B' }, email: { email: 'nonsense' } }
    expect(broken(create, { organizationId: '1', human })).toBe(
      `invalid CreateUserRequest.Human: ${embedded}: invalid CreateUserRequest_Human.Email: ${embedded}: ` +
        `invalid SetHumanEmail.Email: value must be a valid email address | caused by: mail: missing '@' or angle-addr`,
    )
  })

  it('takes a lifetime above zero only, and checks what is optional only where it is given', () => {
    expect(broken(session, { lifetime: '0s' })).toBe(
      'invalid CreateSessionRequest.Lifetime: value must be greater than 0s',
    )
    expect(broken(session, { lifetime: '0.000000001s' })).toBeUndefined()
    expect(broken(session, {})).toBeUndefined()
  })
})
