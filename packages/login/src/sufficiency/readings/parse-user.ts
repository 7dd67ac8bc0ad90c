import type { UserFacts } from '../facts.ts'
import { flag, objectOf, optionalObject, someText, text } from './json.ts'
import { optionalTime } from './times.ts'

const states: ReadonlyMap<string, UserFacts['state']> = new Map([
  ['USER_STATE_ACTIVE', 'active'],
  ['USER_STATE_INITIAL', 'initial'],
  ['USER_STATE_INACTIVE', 'inactive'],
  ['USER_STATE_LOCKED', 'locked'],
  ['USER_STATE_DELETED', 'deleted'],
])

/**
 * `GET /v2/users/{id}` (contract 12.7). A state that we do not know is `unknown`, and refuses.
 *
 * @throws {TypeError} another shape
 */
export function parseUser(answer: unknown): UserFacts {
  const user = objectOf(objectOf(answer, 'answer')['user'], 'user')
  const human = optionalObject(user, 'human')
  const machine = optionalObject(user, 'machine')
  const email = human === null ? null : optionalObject(human, 'email')
  return {
    id: someText(user, 'userId'),
    organizationId: someText(objectOf(user['details'], 'details'), 'resourceOwner'),
    kind: machine !== null ? 'machine' : human !== null ? 'human' : 'unknown',
    state: states.get(text(user, 'state')) ?? 'unknown',
    isEmailVerified: email !== null && flag(email, 'isVerified'),
    isPasswordChangeRequired: human !== null && flag(human, 'passwordChangeRequired'),
    passwordChangedAt: human === null ? null : optionalTime(human, 'passwordChanged'),
    mfaSkippedAt: human === null ? null : optionalTime(human, 'mfaInitSkipped'),
  }
}
