import { isObject } from './is-object.ts'
import { listIn, textIn, textOrNullIn, textsIn, timeIn } from './fields.ts'
import { unreadable } from './unreadable.ts'

/** One of the seven steps of the login, by the server's clock. Times in milliseconds since the epoch. */
export interface SessionStep {
  readonly step: string
  readonly startedAt: number
  readonly endedAt: number
}

/** Who is logged in, and until when. Holds no token: the gateway never sends one. Times in milliseconds since the epoch. */
export interface Session {
  readonly subject: string
  readonly name: string | null
  readonly loginName: string | null
  readonly picture: string | null
  readonly email: string | null
  readonly roles: readonly string[]
  /** What was proven at the login, such as `password` and `totp`. */
  readonly methods: readonly string[]
  readonly authTime: number
  readonly createdAt: number
  readonly expiresAt: number
  readonly idleExpiresAt: number
  readonly login: { readonly flow: string; readonly steps: readonly SessionStep[] }
}

/** Reads the gateway's session view; `null` is "nobody is logged in". Takes named fields only, so nothing unexpected gets in. */
export function parseSession(value: unknown): Session | null {
  if (value === null) return null
  if (!isObject(value)) throw unreadable('a session or null')
  const login = value['login']
  if (!isObject(login) || typeof login['flow'] !== 'string') throw unreadable("the session's login")
  return {
    subject: textIn(value, 'subject'),
    name: textOrNullIn(value, 'name'),
    loginName: textOrNullIn(value, 'loginName'),
    picture: textOrNullIn(value, 'picture'),
    email: textOrNullIn(value, 'email'),
    roles: textsIn(value, 'roles'),
    methods: textsIn(value, 'methods'),
    authTime: timeIn(value, 'authTime'),
    createdAt: timeIn(value, 'createdAt'),
    expiresAt: timeIn(value, 'expiresAt'),
    idleExpiresAt: timeIn(value, 'idleExpiresAt'),
    login: { flow: login['flow'], steps: listIn(login, 'steps').map(parseStep) },
  }
}

function parseStep(value: unknown): SessionStep {
  if (!isObject(value)) throw unreadable('a step')
  return {
    step: textIn(value, 'step'),
    startedAt: timeIn(value, 'startedAt'),
    endedAt: timeIn(value, 'endedAt'),
  }
}
