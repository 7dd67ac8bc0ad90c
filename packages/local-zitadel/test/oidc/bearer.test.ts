import { describe, expect, it } from 'vitest'
import type { Session, User } from '../../src/state/model.ts'
import { encryptOpaque } from '../../src/tokens/opaque.ts'
import { namedKey, patText, sessionTokenText } from '../../src/tokens/token-text.ts'
import { verifyBearer } from '../../src/tokens/verify-bearer.ts'
import { addApplication, addHuman, addMachine, addSession, aLab, type Lab, login } from './lab.ts'

const ownAudience = 'openid urn:zitadel:iam:org:project:id:zitadel:aud'

const judge = (lab: Lab, token: unknown) => verifyBearer(String(token), lab.context())

function tokenOf(lab: Lab, session: Session): Promise<string> {
  return encryptOpaque(lab.instance.tokenKey, sessionTokenText(session.id, session.tokenId), {
    kid: namedKey,
  })
}

async function aHuman() {
  const lab = await aLab()
  const user = addHuman(lab, 'ada')
  const app = addApplication(lab, 'web', 'main')
  const accessToken = async (session: Session, scope = ownAudience) =>
    (await login(lab, app, user, { session, parameters: { scope } }))['access_token']
  return { lab, user, app, accessToken }
}

describe('a PAT at ZITADEL’s API (contract 2.4)', () => {
  it('is its owner without any audience, until it is over or he is not active', async () => {
    const lab = await aLab()
    const user = addMachine(lab, 'svc')
    user.machine?.pats.set('7', { expiresAt: lab.now + 1, createdAt: lab.now, scopes: [] })
    const pat = await encryptOpaque(lab.instance.tokenKey, patText('7', user.id))
    expect(await judge(lab, pat)).toEqual({ userId: user.id, organizationId: 'org1', token: 'pat' })
    user.state = 'inactive'
    expect(await judge(lab, pat)).toEqual({ refused: 'invalid' })
    user.state = 'active'
    lab.now += 1
    expect(await judge(lab, pat)).toEqual({ refused: 'invalid' })
  })

  it('of another user, or deleted, is nothing', async () => {
    const lab = await aLab()
    const user = addMachine(lab, 'svc')
    user.machine?.pats.set('7', { expiresAt: lab.now + 1, createdAt: lab.now, scopes: [] })
    const other = addMachine(lab, 'other')
    expect(await judge(lab, await encryptOpaque(lab.instance.tokenKey, patText('7', other.id)))).toEqual({
      refused: 'invalid',
    })
    expect(await judge(lab, await encryptOpaque(lab.instance.tokenKey, patText('8', user.id)))).toEqual({
      refused: 'invalid',
    })
  })
})

describe('an access token at ZITADEL’s API (contract 2.6)', () => {
  it('must name ZITADEL’s own project, or one of its applications', async () => {
    const { lab, user, app, accessToken } = await aHuman()
    const session = addSession(lab, user)
    expect(await judge(lab, await accessToken(session, 'openid'))).toEqual({ refused: 'invalid' })
    expect(await judge(lab, await accessToken(session))).toEqual({
      userId: user.id,
      organizationId: 'org1',
      token: 'access_token',
      clientId: app.clientId,
      sessionId: session.id,
    })
    const own = { ...app, projectId: lab.instance.ownProjectId, clientId: 'main' }
    lab.instance.applications.set('own', own)
    expect(await judge(lab, await accessToken(session, 'openid'))).toMatchObject({ token: 'access_token' })
  })

  it('may be a JWT, and is nothing once changed or made under another host', async () => {
    const { lab, user } = await aHuman()
    const jwt = addApplication(lab, 'jwt', 'main', { accessTokenType: 'jwt' })
    const { access_token: token } = await login(lab, jwt, user, { parameters: { scope: ownAudience } })
    expect(await judge(lab, token)).toMatchObject({ userId: user.id })
    expect(await judge(lab, `${String(token)}A`)).toEqual({ refused: 'invalid' })
    const elsewhere = lab.context({ issuer: 'http://localhost:7777' })
    expect(await verifyBearer(String(token), elsewhere)).toEqual({ refused: 'invalid' })
  })

  it.each(['', 'garbage', 'a.b.c', 'a.b.c.d.e'])('is never %j', async (token) => {
    const { lab } = await aHuman()
    expect(await judge(lab, token)).toEqual({ refused: 'invalid' })
  })

  it('is no refresh token, id_token or code', async () => {
    const { lab, user, app } = await aHuman()
    const tokens = await login(lab, app, user, { parameters: { scope: `offline_access ${ownAudience}` } })
    expect(await judge(lab, tokens['refresh_token'])).toEqual({ refused: 'invalid' })
    expect(await judge(lab, tokens['id_token'])).toEqual({ refused: 'invalid' })
    expect(await judge(lab, await encryptOpaque(lab.instance.tokenKey, 'V2_1'))).toEqual({
      refused: 'invalid',
    })
  })
})

describe('a session token as Bearer (contract 2.6 rule 8)', () => {
  it('acts as the user of the session', async () => {
    const { lab, user } = await aHuman()
    const session = addSession(lab, user)
    const expected = {
      userId: user.id,
      organizationId: 'org1',
      token: 'session_token',
      sessionId: session.id,
    }
    expect(await judge(lab, await tokenOf(lab, session))).toEqual(expected)
  })

  it('is good only as the latest one, within the lifetime, of a session that is there', async () => {
    const { lab, user } = await aHuman()
    const session = addSession(lab, user, { expiresAt: lab.now + 1 })
    const token = await tokenOf(lab, session)
    const old = await encryptOpaque(lab.instance.tokenKey, sessionTokenText(session.id, '1'))
    expect(await judge(lab, old)).toEqual({ refused: 'invalid' })
    lab.now += 1
    expect(await judge(lab, token)).toEqual({ refused: 'session_expired' })
    session.state = 'terminated'
    expect(await judge(lab, token)).toEqual({ refused: 'session_not_existing' })
    expect(await judge(lab, await encryptOpaque(lab.instance.tokenKey, sessionTokenText('9', '9')))).toEqual({
      refused: 'session_not_existing',
    })
  })

  it('of a session without a user is nobody', async () => {
    const { lab, user } = await aHuman()
    const session = addSession(lab, user)
    delete session.user
    expect(await judge(lab, await tokenOf(lab, session))).toEqual({ refused: 'authentication_required' })
  })

  it('forgets a password that was changed since', async () => {
    const { lab, user } = await aHuman()
    const session = addSession(lab, user, { hiddenFromReads: { password: true } })
    expect(await judge(lab, await tokenOf(lab, session))).toEqual({ refused: 'authentication_required' })
  })
})

describe('the factors that ZITADEL’s API demands (contract 2.6 rule 5)', () => {
  type Setting = (lab: Lab, user: User) => void
  const policy = (lab: Lab) => lab.instance.policies.login
  const totp: Setting = (_, { human }) =>
    Object.assign(human ?? {}, { totp: { secret: 'A', verified: true } })
  const otp: Setting = (_, { human }) => Object.assign(human ?? {}, { otpEmail: true, otpSms: true })
  const listed: Setting = (lab) => policy(lab).secondFactors.push('SECOND_FACTOR_TYPE_OTP_EMAIL')
  const recovery: Setting = (_, { human }) => Object.assign(human ?? {}, { recoveryCodes: ['x'] })

  it.each<[string, Setting[], Readonly<Record<string, unknown>>, string | undefined]>([
    ['a password, when nothing more is set up', [], {}, undefined],
    ['no check at all', [], { passwordCheckedAt: undefined }, 'authentication_required'],
    ['a password, with TOTP set up', [totp], {}, 'mfa_required'],
    ['a password and TOTP', [totp], { totpCheckedAt: 1 }, undefined],
    [
      'a password, with TOTP begun and not verified',
      [(_, { human }) => Object.assign(human ?? {}, { totp: { secret: 'A', verified: false } })],
      {},
      undefined,
    ],
    ['a password, with OTP set up that the policy does not list', [otp], {}, undefined],
    ['a password, with OTP set up and listed', [otp, listed], {}, 'mfa_required'],
    ['a password, with recovery codes alone', [recovery], {}, undefined],
    ['a password, with MFA forced', [(lab) => void (policy(lab).forceMfa = true)], {}, 'mfa_required'],
    [
      'a password, with MFA forced for local logins',
      [(lab) => void (policy(lab).forceMfaLocalOnly = true)],
      {},
      'mfa_required',
    ],
    [
      'an identity provider, with MFA forced for local logins',
      [(lab) => void (policy(lab).forceMfaLocalOnly = true)],
      { passwordCheckedAt: undefined, intentCheckedAt: 1 },
      undefined,
    ],
    [
      'a passkey, with MFA forced',
      [(lab) => void (policy(lab).forceMfa = true)],
      { passwordCheckedAt: undefined, webAuthN: { checkedAt: 1, userVerified: true } },
      undefined,
    ],
  ])('judge %s, by session token and access token alike', async (_, settings, checks, refusal) => {
    const { lab, user, accessToken } = await aHuman()
    for (const set of settings) set(lab, user)
    const session = addSession(lab, user)
    for (const [name, value] of Object.entries(checks)) Object.assign(session, { [name]: value })
    for (const token of [await tokenOf(lab, session), await accessToken(session)]) {
      const verdict = await judge(lab, token)
      expect('refused' in verdict ? verdict.refused : undefined).toBe(refusal)
    }
  })

  it('follow the policy of the user’s own organization', async () => {
    const { lab, user } = await aHuman()
    Object.assign(lab.instance.organizations.get('org1') ?? {}, {
      policies: { login: { ...policy(lab), forceMfa: true } },
    })
    expect(await judge(lab, await tokenOf(lab, addSession(lab, user)))).toEqual({ refused: 'mfa_required' })
  })
})
