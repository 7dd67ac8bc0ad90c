import { randomBytes } from 'node:crypto'
import type { LocalZitadel, SeededUser } from '../local-zitadel.ts'
import { callApi, field } from './call-api.ts'
import { rolesOf } from './give-roles.ts'
import { type Tokens, type TokensQuestion, tokensFor } from './tokens-for.ts'

export interface NewUser {
  /** Before the `@`; one of its own when absent. */
  readonly name?: string
  /** Roles on the project of the application; see `TokensQuestion`. */
  readonly roles?: readonly string[]
  /** Name of the application whose project the roles are on. */
  readonly app?: string
}

/** A running local ZITADEL, and what tests of an API or of a page want of it in one call. */
export interface TestZitadel extends LocalZitadel {
  /**
   * The access token that a user gets by logging in to an application: session, authorization request, binding and code, through the
   * server's own endpoints. `user` is a login name or what stands before its `@`.
   *
   * @throws TokensRefused when there is no such user or application, or the server refuses
   */
  tokenFor(user: string, question?: TokensQuestion): Promise<string>
  /** The same with everything that the token endpoint gave. */
  tokensFor(user: string, question?: TokensQuestion): Promise<Tokens>
  /** A user whom no other test knows, with a verified address and a password. */
  newUser(given?: NewUser): Promise<SeededUser>
}

/**
 * Adds the calls of tests to a running local ZITADEL.
 *
 * ```ts
 * import { startLocalZitadel } from '@postern/local-zitadel'
 * import { testZitadel } from '@postern/local-zitadel/testing'
 *
 * const zitadel = testZitadel(await startLocalZitadel())
 * const token = await zitadel.tokenFor('mini', { roles: ['editor'] })
 * await fetch('http://localhost:3001/feed', { headers: { authorization: `Bearer ${token}` } })
 * await zitadel.close()
 * ```
 */
export function testZitadel(zitadel: LocalZitadel): TestZitadel {
  const made: SeededUser[] = []
  const users = () => [...zitadel.seeded.users, ...made]
  return {
    ...zitadel,
    tokenFor: async (user, question) => (await tokensFor(zitadel, users(), user, question)).accessToken,
    tokensFor: (user, question) => tokensFor(zitadel, users(), user, question),
    async newUser({ name = `user-${randomBytes(6).toString('hex')}`, roles, app } = {}) {
      const loginName = `${name}@test.localhost`
      const password = `Aa1!${randomBytes(12).toString('base64url')}`
      const created = await callApi(zitadel, '/v2/users/new', {
        organizationId: zitadel.seeded.organizationId,
        username: loginName,
        human: {
          profile: { givenName: name, familyName: 'Test' },
          email: { email: loginName, isVerified: true },
          password: { password },
        },
      })
      const user: SeededUser = { id: field(created, 'id'), loginName, password }
      made.push(user)
      if (roles !== undefined) await rolesOf(zitadel, user, roles, app)
      return user
    },
  }
}
