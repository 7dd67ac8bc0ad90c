import { decodeJwt } from 'jose'
import { parseDeploymentKey, type SealedRecordsOptions, sealedRecords, sqliteStore } from '@postern/store'
import { secureRandom } from '@postern/testkit'
import type { StoryTeller } from './story.ts'
import type { Town } from './town.ts'

/**
 * What lives at ZITADEL and nobody answers for, in words; an empty list is what is wanted. Asks the ZITADEL itself of every session and
 * token that it ever gave out.
 */
export async function findAlive(town: Town): Promise<readonly string[]> {
  const owned = await ownedSessions(town)
  return [...(await sessionsLeft(town, owned)), ...(await tokensLeft(town, owned))]
}

/** Handles that open what is over. */
export async function findHandles(
  town: Town,
  { known, browser: old }: StoryTeller,
): Promise<readonly string[]> {
  const left: string[] = []
  for (const cookie of known.ended) {
    const browser = town.browser()
    browser.cookies.set('__Host-postern', cookie)
    const { json } = await browser.session()
    if (json['session'] !== null) left.push('a cookie works that was ended')
  }
  const stale = await old.prove({ method: 'password', loginName: 'anybody', password: 'anything' })
  if (old.attempt !== '' && stale.status !== 410) left.push('an attempt takes proofs that is long over')
  return left
}

/** Authorization requests that the gateway knew of and left open. Asking closes them, so this comes last. */
export async function findOpenAuthorizations(town: Town): Promise<readonly string[]> {
  const open: string[] = []
  for (const id of town.authorizationsKnown()) {
    const answer = await ask(town, 'POST', `/v2/oidc/auth_requests/${id}`, {
      error: { error: 'ERROR_REASON_ACCESS_DENIED' },
    })
    if (answer.status === 200) open.push(`authorization request ${id} was left open`)
    else if (answer.status !== 400) throw new Error(`the server answered ${answer.status} for a request`)
  }
  return open
}

/** ZITADEL sessions that a record of the gateway answers for: a login that was kept, or one that its user may still finish. */
async function ownedSessions(town: Town): Promise<ReadonlySet<string>> {
  const owned = new Set<string>()
  await withStore(town, async (sealed) => {
    const sessions = sealedRecords<unknown, unknown>({
      ...sealed,
      kind: 'session',
      parseOuter: (value) => value,
    })
    for (const id of sessionsMade(town.wire)) {
      const { found } = await sessions.findOuter(`sid:${id}`)
      if (found.length > 0) owned.add(id)
    }
    for (const login of await openLogins(town, sealed))
      if (isUnderWay(login, town.now()) && login.residue.sessionId !== null)
        owned.add(login.residue.sessionId)
  })
  return owned
}

/** Logins that are over and that the gateway has still to undo, in words. */
export const findUndone = (town: Town): Promise<readonly string[]> =>
  withStore(town, async (sealed) =>
    (await openLogins(town, sealed))
      .filter((login) => !isUnderWay(login, town.now()))
      .map(({ progress }) => `a login that came as far as ${progress} is not undone`),
  )

async function openLogins({ now }: Town, sealed: Sealed): Promise<readonly OpenLogin[]> {
  const attempts = sealedRecords<OpenLogin, unknown>({
    ...sealed,
    kind: 'attempt',
    parseOuter: (value) => value as OpenLogin,
  })
  const thisMinute = Math.floor(now() / 60_000)
  const all: OpenLogin[] = []
  for (let minute = thisMinute - minutesOfTheStory; minute <= thisMinute + minutesOfAnAttempt; minute += 1) {
    const { found } = await attempts.findOuter(`due:${minute}`)
    all.push(...found.map(({ outer }) => outer))
  }
  return all
}

const isUnderWay = ({ progress, expiresAt }: OpenLogin, now: number): boolean =>
  progress === 'waiting' && expiresAt > now

async function withStore<Result>(
  { storeFile, deploymentKey, now }: Town,
  work: (sealed: Sealed) => Promise<Result>,
): Promise<Result> {
  const store = sqliteStore({ file: storeFile, now })
  try {
    return await work({
      store,
      deploymentKeys: [{ id: 'first', key: parseDeploymentKey(deploymentKey).key }],
      randomBytes: secureRandom,
      now,
      parseInner: (value) => value,
    })
  } finally {
    await store.close()
  }
}

type Sealed = Omit<SealedRecordsOptions<unknown, unknown>, 'kind' | 'parseOuter'>

/** What the deployment key shows of a login under way. */
interface OpenLogin {
  readonly progress: string
  readonly expiresAt: number
  readonly residue: { readonly sessionId: string | null }
}

const minutesOfAnAttempt = 11
/** Two hours: since then everything has happened that is looked for. */
const minutesOfTheStory = 120

const sessionsMade = ({ calls }: Town['wire']): readonly string[] =>
  calls
    .filter(({ place, status }) => place === 'POST /v2/sessions' && status === 201)
    .map(({ json }) => String(json['sessionId']))

async function sessionsLeft(town: Town, owned: ReadonlySet<string>): Promise<readonly string[]> {
  const left: string[] = []
  for (const id of sessionsMade(town.wire)) {
    const { status } = await ask(town, 'GET', `/v2/sessions/${id}`)
    if (status === 404) continue
    if (status !== 200) throw new Error(`the server answered ${status} for a session`)
    if (!owned.has(id)) left.push(`ZITADEL session ${id} lives and nobody answers for it`)
  }
  return left
}

async function tokensLeft(town: Town, owned: ReadonlySet<string>): Promise<readonly string[]> {
  const left: string[] = []
  for (const { place, json } of town.wire.calls) {
    const { access_token: accessToken, id_token: idToken, refresh_token: refreshToken } = json
    if (place !== 'POST /oauth/v2/token' || typeof accessToken !== 'string') continue
    if (refreshToken !== undefined) left.push('a refresh token was given out')
    const { sid } = typeof idToken === 'string' ? decodeJwt(idToken) : {}
    // The login client's own token has no session.
    if (typeof sid !== 'string') continue
    const { status } = await fetch(`${town.zitadel.issuer}/oidc/v1/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    if (status === 200 && !owned.has(sid)) left.push(`an access token of session ${sid} lives`)
  }
  return left
}

/** As the login client, which may do all of this. */
async function ask(
  { zitadel }: Town,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly json: unknown }> {
  const answer = await fetch(zitadel.issuer + path, {
    method,
    headers: {
      authorization: `Bearer ${zitadel.seeded.loginClientPat.trim()}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: await answer.json() }
}
