import { describe, expect, it } from 'vitest'
import { errorId } from './support/call-zitadel.ts'
import { aNewsroom } from './support/newsroom.ts'

describe('settings (contract 12.4)', () => {
  it('leaves out what is false, keeps the five lifetimes, and says whose the settings are', async () => {
    const { asLoginClient } = await aNewsroom()
    const { json } = await asLoginClient('GET /v2/settings/login')
    expect(json['settings']).toMatchObject({
      allowLocalAuthentication: true,
      allowUsernamePassword: true,
      passwordCheckLifetime: '864000s',
      resourceOwnerType: 'RESOURCE_OWNER_TYPE_INSTANCE',
    })
    expect(json['settings']?.['forceMfa']).toBeUndefined()
  })

  it('gives an organization settings of its own that begin with nothing, and the instance’s again when they go', async () => {
    const { asAdmin, asLoginClient, zitadel } = await aNewsroom()
    const read = async () =>
      (await asLoginClient(`GET /v2/settings/login?ctx.orgId=${zitadel.seeded.organizationId}`)).json[
        'settings'
      ]
    expect((await asAdmin('POST /management/v1/policies/login', { forceMfa: true })).status).toBe(200)
    expect(await read()).toEqual({
      forceMfa: true,
      passwordCheckLifetime: '0s',
      externalLoginCheckLifetime: '0s',
      mfaInitSkipLifetime: '0s',
      secondFactorCheckLifetime: '0s',
      multiFactorCheckLifetime: '0s',
      resourceOwnerType: 'RESOURCE_OWNER_TYPE_ORG',
    })
    await asAdmin('POST /management/v1/policies/login/second_factors', { type: 'SECOND_FACTOR_TYPE_OTP' })
    expect((await read())?.['secondFactors']).toEqual(['SECOND_FACTOR_TYPE_OTP'])
    expect(errorId(await asAdmin('POST /management/v1/policies/login', {}))).toBe('Org-Dgfb2')
    await asAdmin('DELETE /management/v1/policies/login')
    expect((await read())?.['resourceOwnerType']).toBe('RESOURCE_OWNER_TYPE_INSTANCE')
  })

  it('reads the instance’s settings for an organization that is unknown or empty', async () => {
    const { asLoginClient } = await aNewsroom()
    for (const query of ['ctx.orgId=99', 'ctx.orgId=', 'ctx.instance=true', 'nope=1']) {
      const { json } = await asLoginClient(`GET /v2/settings/password/expiry?${query}`)
      expect(json['settings']).toEqual({ resourceOwnerType: 'RESOURCE_OWNER_TYPE_INSTANCE' })
    }
  })

  it('enforces none of them: a password session is made although passwords are off and MFA is forced (contract 3.10)', async () => {
    const { asAdmin, signIn } = await aNewsroom()
    await asAdmin('PUT /admin/v1/policies/login', { allowUsernamePassword: false, forceMfa: true })
    await asAdmin('PUT /admin/v1/policies/password/age', { maxAgeDays: 1 })
    expect((await signIn('mini')).status).toBe(201)
  })

  it('refuses a change that changes nothing and a minimum length that is none', async () => {
    const { asAdmin } = await aNewsroom()
    const same = await asAdmin('PUT /admin/v1/policies/password/lockout', {})
    const length = await asAdmin('POST /management/v1/policies/password/complexity', { minLength: 0 })
    expect([errorId(same), errorId(length)]).toEqual(['INSTANCE-0psjF', 'MODEL-Lsp0e'])
  })

  it('shows what a login client must know of a user: change required, last change, methods', async () => {
    const { asAdmin, asLoginClient, user } = await aNewsroom()
    const { id } = user('totp')
    await asAdmin(`POST /v2/users/${id}/password`, {
      newPassword: { password: 'An0ther-one!', changeRequired: true },
    })
    const read = await asLoginClient(`GET /v2/users/${id}`)
    expect(read.json['user']?.['human']).toMatchObject({
      passwordChangeRequired: true,
      passwordChanged: expect.any(String),
    })
    const methods = await asLoginClient(`GET /v2/users/${id}/authentication_methods`)
    expect(methods.json['authMethodTypes']).toEqual([
      'AUTHENTICATION_METHOD_TYPE_TOTP',
      'AUTHENTICATION_METHOD_TYPE_PASSWORD',
    ])
    expect(
      (await asLoginClient('GET /v2/users/99/authentication_methods')).json['authMethodTypes'],
    ).toBeUndefined()
  })
})
