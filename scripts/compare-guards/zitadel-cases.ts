import { defaultSeed, type LocalZitadel, type Seed, startLocalZitadel } from '@postern/local-zitadel'
import { testZitadel } from '@postern/local-zitadel/testing'
import { bearer, both, type Case } from './case.ts'
import type { ApiSettings } from './guarded-handlers.ts'

export interface ZitadelCases {
  readonly settings: ApiSettings
  readonly cases: readonly Case[]
  close(): Promise<void>
}

const application = 'http://localhost:3000'
const redirectUris = (): string[] => [`${application}/callback`]

/** The default seed, with applications that get JWTs in the API's project and in the other one. */
function seed(): Seed {
  const { project, otherProjects = [], ...rest } = defaultSeed({ application })
  const withJwt = (name: string) =>
    ({
      type: 'oidc',
      name,
      authMethod: 'none',
      redirectUris: redirectUris(),
      accessTokenType: 'jwt',
      accessTokenRoleAssertion: true,
    }) as const
  if (project === undefined) throw new Error('the default seed has no project')
  return {
    ...rest,
    project: { ...project, applications: [...(project.applications ?? []), withJwt('newsroom-jwt')] },
    otherProjects: otherProjects.map((one) => ({
      ...one,
      roleAssertion: true,
      applications: [...(one.applications ?? []), withJwt('reading-room-jwt')],
    })),
  }
}

/** What people bring to an API behind ZITADEL, as the local ZITADEL makes it. */
export async function zitadelCases(): Promise<ZitadelCases> {
  let setBackMs = 13 * 3_600_000
  const zitadel = testZitadel(await startLocalZitadel({ seed: seed(), now: () => Date.now() - setBackMs }))
  const api = zitadel.seeded.applications.find(({ name }) => name === 'newsroom-api')
  const { projectId = '', clientId = '', clientSecret = '' } = api ?? {}
  const { issuer, seeded } = zitadel
  const ours = `openid profile urn:zitadel:iam:org:project:id:${projectId}:aud`
  const get = (user: string, app: string, scope = 'openid profile', roles?: readonly string[]) =>
    zitadel.tokensFor(user, { app, scope, ...(roles === undefined ? {} : { roles }) })

  const expired = { opaque: await get('mini', 'newsroom-spa'), jwt: await get('mini', 'newsroom-jwt') }
  setBackMs = 0
  const good = {
    opaque: await get('mini', 'newsroom-spa', 'openid profile offline_access'),
    jwt: await get('mini', 'newsroom-jwt'),
  }
  const revoked = { opaque: await get('mini', 'newsroom-spa'), jwt: await get('mini', 'newsroom-jwt') }
  for (const { accessToken, clientId: client } of Object.values(revoked))
    await revoke(zitadel, accessToken, client)
  const ended = { opaque: await get('mini', 'newsroom-spa'), jwt: await get('mini', 'newsroom-jwt') }
  for (const { sessionId } of Object.values(ended)) await endSession(zitadel, sessionId)
  const elsewhere = {
    opaque: await get('mini', 'reading-room-spa'),
    jwt: await get('mini', 'reading-room-jwt'),
  }
  const shared = {
    opaque: await get('mini', 'reading-room-spa', ours, ['editor']),
    jwt: await get('mini', 'reading-room-jwt', ours),
  }
  const editor = { opaque: await get('editor', 'newsroom-spa'), jwt: await get('editor', 'newsroom-jwt') }

  // who only verifies signatures can but refuse what has none
  const opaque: Case['should'] = { asks: 'accept', verifies: 'refuse' }
  // a signature says nothing of what happened after it
  const over: Case['should'] = { asks: 'refuse', verifies: null }
  const news = (name: string, should: Case['should'], token: string): Case => ({
    case: name,
    should,
    asked: { authorization: bearer(token) },
  })
  const articles = (name: string, should: Case['should'], token: string): Case => ({
    case: name,
    should,
    asked: { path: '/articles', authorization: bearer(token) },
  })
  return {
    settings: { issuer, audience: projectId, projectId, clientId, clientSecret, profile: 'zitadel' },
    close: () => zitadel.close(),
    cases: [
      news('opaque, good', opaque, good.opaque.accessToken),
      news('opaque, expired', both('refuse'), expired.opaque.accessToken),
      news('opaque, revoked', both('refuse'), revoked.opaque.accessToken),
      news('opaque, its session ended', both('refuse'), ended.opaque.accessToken),
      news('opaque, of another project', both('refuse'), elsewhere.opaque.accessToken),
      news('opaque, of another project, asked for with this audience', opaque, shared.opaque.accessToken),
      news('a personal access token', opaque, seeded.loginClientPat),
      news('JWT, good', both('accept'), good.jwt.accessToken),
      news('JWT, expired', both('refuse'), expired.jwt.accessToken),
      news('JWT, revoked', over, revoked.jwt.accessToken),
      news('JWT, its session ended', over, ended.jwt.accessToken),
      news('JWT, of another project', both('refuse'), elsewhere.jwt.accessToken),
      news('JWT, of another project, asked for with this audience', both('accept'), shared.jwt.accessToken),
      news('an ID token', both('refuse'), good.jwt.idToken ?? ''),
      news('a refresh token', both('refuse'), good.opaque.refreshToken ?? ''),
      news('a text that is no token', both('refuse'), 'garbage'),
      articles('editors only: an editor, opaque', opaque, editor.opaque.accessToken),
      articles('editors only: an editor, JWT', both('accept'), editor.jwt.accessToken),
      articles(
        'editors only: a reader, opaque',
        { asks: 'forbid', verifies: 'refuse' },
        good.opaque.accessToken,
      ),
      articles('editors only: a reader, JWT', both('forbid'), good.jwt.accessToken),
      articles(
        'editors only: an editor of another project, opaque',
        { asks: 'forbid', verifies: 'refuse' },
        shared.opaque.accessToken,
      ),
      articles('editors only: an editor of another project, JWT', both('forbid'), shared.jwt.accessToken),
      { case: 'no credentials', should: both('refuse'), asked: {} },
      {
        case: 'a good token in the query only',
        should: both('refuse'),
        asked: { path: `/news?access_token=${good.jwt.accessToken}` },
      },
      {
        case: 'two `Authorization` headers, the first of them good',
        should: both('refuse'),
        asked: { authorization: [bearer(good.jwt.accessToken), bearer('another')] },
      },
      {
        case: 'a good JWT, the scheme written `bearer`',
        should: both('accept'),
        asked: { authorization: `bearer ${good.jwt.accessToken}` },
      },
    ],
  }
}

async function revoke({ issuer }: LocalZitadel, token: string, clientId: string): Promise<void> {
  const body = new URLSearchParams({ token, client_id: clientId })
  const { status } = await fetch(`${issuer}/oauth/v2/revoke`, { method: 'POST', body })
  if (status !== 200) throw new Error(`the revocation answered ${status}`)
}

async function endSession({ issuer, seeded }: LocalZitadel, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${seeded.loginClientPat}` }
  const { status } = await fetch(`${issuer}/v2/sessions/${id}`, { method: 'DELETE', headers })
  if (status !== 200) throw new Error(`the end of the session answered ${status}`)
}
