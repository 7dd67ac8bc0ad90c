import { describe, expect, it } from 'vitest'
import { aLogin, aPassword } from './a-login.ts'
import { projectId } from './scripted-zitadel.ts'

const roles = { [`urn:zitadel:iam:org:project:${projectId}:roles`]: { reader: { '4001': 'acme.example' } } }
const profile = { preferred_username: 'mini@acme.example', email: 'mini@acme.example' }

/** A login whose ID token and userinfo hold, beside what they must, just this. */
async function claimsOf(inIdToken: object, inUserinfo: object, settings: object = {}) {
  const login = aLogin(settings)
  login.zitadel.forge.claims = (honest) => ({
    ...Object.fromEntries(Object.entries(honest).filter(([claim]) => !(claim in roles))),
    ...inIdToken,
  })
  login.zitadel.forge.userinfo = ({ sub }) => ({ sub, ...inUserinfo })
  const result = await login.prove(aPassword())
  if (result.kind !== 'finished') throw new Error('not finished')
  const { claims, roles: held } = result.login
  return { name: claims['preferred_username'], roles: held, asked: login.calls('GET /oidc/v1/userinfo') }
}

describe('what is known of a user (contract 6.4, 6.6)', () => {
  const all = { name: profile.preferred_username, roles: ['reader'] }

  it.each([
    ['all', { ...profile, ...roles }, 0],
    ['the profile only', profile, 1],
    ['the roles only', roles, 1],
    ['nothing', {}, 1],
  ])(
    'is complete where the ID token holds %s, and userinfo is asked for the rest',
    async (_, held, asked) => {
      expect(await claimsOf(held, { ...profile, ...roles })).toEqual({ ...all, asked })
    },
  )

  it('holds no role for a user without one, whom only userinfo tells apart', async () => {
    expect(await claimsOf(profile, profile)).toEqual({ ...all, roles: [], asked: 1 })
  })

  it('is what the ID token holds where nothing else is wanted', async () => {
    expect(await claimsOf(roles, profile, { profile: 'id_token_only' })).toEqual({
      name: undefined,
      roles: ['reader'],
      asked: 0,
    })
  })
})
