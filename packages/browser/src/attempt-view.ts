import { isObject } from './is-object.ts'
import { parseRequirement } from './parse-requirement.ts'
import type { Requirement } from './requirement.ts'
import { unreadable } from './unreadable.ts'

/** The gateway's view of a login under way. */
export interface AttemptView {
  readonly attempt: string
  readonly needs: readonly Requirement[]
}

export function parseAttemptView(value: unknown): AttemptView {
  if (!isObject(value) || typeof value['attempt'] !== 'string' || !Array.isArray(value['needs'])) {
    throw unreadable('an attempt')
  }
  return { attempt: value['attempt'], needs: value['needs'].map(parseRequirement) }
}
