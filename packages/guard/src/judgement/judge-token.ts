import { hash } from 'node:crypto'
import type { UnverifiedJwt } from '@postern/protocol'
import { createSharedAnswers, type SharedAnswers } from '../cache/shared-answers.ts'
import { createVerdicts, type Found, type Verdicts } from '../cache/verdicts.ts'
import { GuardError } from '../errors.ts'
import type { Mode } from '../mode.ts'
import type { Settings } from '../settings.ts'
import { createIssuer, type Issuer } from './issuer.ts'
import { inactive, judgeClaims } from './judge-claims.ts'
import { createPickIssuer } from './pick-issuer.ts'
import type { Verdict } from './verdict.ts'

/** Judges a token, whoever sends it. */
export interface TokenJudge {
  /** `mode` left out leaves it to the issuer. Rejects with a GuardError `JUDGEMENT_UNAVAILABLE` when there is no verdict. */
  judge(token: string, mode: Mode | undefined): Found | Promise<Found>
  /** @throws GuardError `JUDGEMENT_UNAVAILABLE` when the processes that share a cache could not be told */
  forget(subject: string): Promise<void>
  /** @throws GuardError `JUDGEMENT_UNAVAILABLE` */
  prepare(): Promise<void>
}

/**
 * What was found out by asking and what by a signature is kept apart: a signature knows of no revocation, and never serves a route that
 * wants to know.
 */
export function createTokenJudge(settings: Settings): TokenJudge {
  const { now } = settings
  const [first, ...others] = settings.issuers
  const issuers = [
    createIssuer(settings, first),
    ...others.map((one) => createIssuer(settings, one)),
  ] as const
  const pick = createPickIssuer([...issuers])
  const shared = createSharedAnswers(settings)
  const [asked, verified] = [createVerdicts(settings), createVerdicts(settings)]
  const kept = { fresh: undefined, cached: asked, offline: verified } as const satisfies Record<Mode, unknown>
  const modes = new Set(settings.issuers.map(({ mode }) => mode))
  /** Where a route leaves it to the issuers, and all of them say the same. */
  const byDefault: Verdicts | undefined = modes.size === 1 ? kept[first.mode] : undefined

  function findOut(
    token: string,
    key: string,
    wanted: Mode | undefined,
    searched: Verdicts | undefined,
  ): Found | Promise<Found> {
    const way = pick(token, wanted)
    if ('accepted' in way) return { verdict: way, source: 'none' }
    const { issuer, mode, jwt } = way
    if (mode === 'fresh')
      return asked.findFresh(key, () => ask(settings, issuer, shared, { token, key, isFresh: true }))
    const known = kept[mode] === searched ? undefined : kept[mode].recent(key, now())
    if (known !== undefined) return { verdict: known, source: 'memory' }
    return mode === 'offline'
      ? verified.find(key, () => verify(issuer, jwt))
      : asked.find(key, () => ask(settings, issuer, shared, { token, key, isFresh: false }))
  }

  return {
    judge(token, mode) {
      const key = hash('sha256', token, 'base64url')
      // the common case: nothing of the token is read
      const searched = mode === undefined ? byDefault : kept[mode]
      const known = searched?.recent(key, now())
      return known === undefined ? findOut(token, key, mode, searched) : { verdict: known, source: 'memory' }
    },
    async forget(subject) {
      const locally = (): void => [asked, verified].forEach((verdicts) => verdicts.forget(subject))
      locally()
      const isKnown = await shared.end(subject)
      // what was loaded before the others knew
      locally()
      if (!isKnown) throw new GuardError('end_not_shared', 'the shared cache did not take the end of a login')
    },
    async prepare() {
      await Promise.all(issuers.map((issuer) => issuer.prepare()))
    },
  }
}

interface Question {
  readonly token: string
  readonly key: string
  readonly isFresh: boolean
}

/** Asks the issuer, or takes what another process was answered. Everything but the question is judged here, either way. */
async function ask(
  settings: Settings,
  { settings: issuer, introspect }: Issuer,
  shared: SharedAnswers,
  { token, key, isFresh }: Question,
): Promise<Found> {
  const { now } = settings
  const maxAgeMs = settings.cache.maxAgeSeconds * 1000
  const answer = isFresh ? undefined : await shared.load(key)
  if (answer !== undefined && answer.issuer === issuer.issuer && now() < answer.askedAt + maxAgeMs) {
    const verdict = judgeClaims(answer.token, issuer, settings, now())
    if (verdict.accepted) return { verdict, source: 'shared', askedAt: answer.askedAt }
  }
  const askedAt = now()
  const said = await introspect?.(token)
  const verdict = said?.active === true ? judgeClaims(said, issuer, settings, now()) : inactive(issuer)
  if (verdict.accepted && said?.active === true) {
    const until = Math.min(askedAt + maxAgeMs, verdict.principal.expiresAt)
    if (now() < until) await shared.keep(key, { issuer: issuer.issuer, askedAt, token: said }, until)
  } else if (isFresh) {
    await shared.drop(key)
  }
  return { verdict, source: 'issuer' }
}

function verify({ verify: byKeys, settings }: Issuer, jwt: UnverifiedJwt | null): Found | Promise<Found> {
  const found = (verdict: Verdict): Found => ({ verdict, source: 'keys' })
  const verdict = jwt === null || byKeys === undefined ? inactive(settings) : byKeys(jwt)
  return verdict instanceof Promise ? verdict.then(found) : found(verdict)
}
