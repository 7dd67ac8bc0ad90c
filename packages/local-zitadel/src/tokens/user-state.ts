import type { User } from '../state/model.ts'

/** Whether tokens may be issued to a user and used: active, or begun and not yet verified (contract 3.9, "IsEnabled"). */
export function isEnabled(user: User | undefined): user is User {
  return user?.state === 'active' || user?.state === 'initial'
}
