import { onTestFinished } from 'vitest'
import {
  type LocalZitadel,
  type LocalZitadelOptions,
  type SeededUser,
  startLocalZitadel,
} from '../../src/index.ts'
import { callZitadel, type Called, type CallOptions } from './call-zitadel.ts'

/** A local ZITADEL with the default seed, ended with the test, and the calls that tests make most. */
export async function aNewsroom(options: LocalZitadelOptions = {}) {
  const zitadel = await startLocalZitadel(options)
  onTestFinished(() => zitadel.close())
  return withCalls(zitadel)
}

export function withCalls(zitadel: LocalZitadel) {
  const { adminPat, loginClientPat, users } = zitadel.seeded
  const call = (line: string, given: CallOptions = {}) => callZitadel(zitadel, line, given)
  const user = (name: string): SeededUser => {
    const found = users.find((one) => one.loginName.startsWith(`${name}@`))
    if (found === undefined) throw new Error(`the seed has no user ${name}`)
    return found
  }
  return {
    zitadel,
    user,
    call,
    asAdmin: (line: string, body?: object): Promise<Called> =>
      call(line, { token: adminPat, ...(body ? { body } : {}) }),
    asLoginClient: (line: string, body?: object): Promise<Called> =>
      call(line, { token: loginClientPat, ...(body ? { body } : {}) }),
    /** A session of a user by password. */
    signIn: (name: string, password = user(name).password): Promise<Called> =>
      call('POST /v2/sessions', {
        token: loginClientPat,
        body: { checks: { user: { loginName: user(name).loginName }, password: { password } } },
      }),
  }
}
