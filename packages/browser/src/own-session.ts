import { isObject } from './is-object.ts'
import { listIn, textIn, textOrNullIn, timeIn } from './fields.ts'
import { unreadable } from './unreadable.ts'

/** One of the user's sessions, here or on another device. Times in milliseconds since the epoch. */
export interface OwnSession {
  /** For `endSession`; nothing else can be done with it. */
  readonly id: string
  /** Whether it is the session of this page. */
  readonly current: boolean
  /** What the browser called itself when it logged in. */
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: number
  readonly lastUsedAt: number
}

/** @throws PosternError ANSWER_UNREADABLE */
export function parseOwnSessions(value: unknown): readonly OwnSession[] {
  if (!isObject(value)) throw unreadable('a list of sessions')
  return listIn(value, 'sessions').map((each) => {
    if (!isObject(each) || typeof each['current'] !== 'boolean') throw unreadable('one of the sessions')
    return {
      id: textIn(each, 'id'),
      current: each['current'],
      device: textOrNullIn(each, 'device'),
      address: textOrNullIn(each, 'address'),
      createdAt: timeIn(each, 'createdAt'),
      lastUsedAt: timeIn(each, 'lastUsedAt'),
    }
  })
}
