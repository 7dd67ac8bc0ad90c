import { isObject } from './is-object.ts'
import type { Requirement } from './requirement.ts'
import { unreadable } from './unreadable.ts'

/** @throws PosternError ANSWER_UNREADABLE */
export function parseRequirement(value: unknown): Requirement {
  if (!isObject(value) || typeof value['type'] !== 'string') throw unreadable('a requirement')
  const methods = value['methods'] ?? []
  if (!Array.isArray(methods)) throw unreadable('the methods of a requirement')
  return {
    type: value['type'],
    methods: methods.filter((method) => typeof method === 'string'),
    reason: typeof value['reason'] === 'string' ? value['reason'] : '',
  }
}
