import { LoginError } from './errors.ts'
import type { Judgement } from './sufficiency/judgement.ts'

/** Why, for the log: every requirement, and of what could not be read how. */
export const reasonsOf = ({ requirements, notes }: Judgement): string =>
  [
    ...requirements.map(({ type, reason }) => `${type}: ${reason}`),
    ...notes.map((note) => (note.code === 'unreadable' ? `${note.fact}: ${note.reason}` : [])).flat(),
  ].join(', ')

/**
 * Whether ZITADEL took the proof and the read-back does not know of it: a user deactivated a moment ago, a password changed since
 * (contract 3.5, 3.8). To the user it is the same as a wrong password, because nothing was proven (CRED-9).
 */
export const isUnproven = ({ isFirstFactorProven, needs }: Judgement): boolean =>
  !isFirstFactorProven && needs.some(({ type }) => type === 'first_factor')

/** The error for a login or a session that must not have a token, with what may be told of the reason. */
export function insufficient(judgement: Judgement): LoginError {
  const types = new Set(judgement.requirements.map(({ type }) => type))
  const detail = reasonsOf(judgement)
  if (types.has('policy_unreadable')) return new LoginError('POLICY_UNREADABLE', detail)
  if (types.has('clock_skewed')) return new LoginError('CLOCK_SKEWED', detail)
  if (judgement.requirements.some(({ reason }) => reason === 'session_gone'))
    return new LoginError('SESSION_ENDED', detail)
  return new LoginError('LOGIN_INSUFFICIENT', detail, { needs: judgement.needs })
}
