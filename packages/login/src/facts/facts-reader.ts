import type { Now } from '@postern/protocol'
import type {
  Asked,
  Deployment,
  Facts,
  KeptIntent,
  NameFound,
  Occasion,
  SessionFacts,
  UserFacts,
} from '../sufficiency/facts.ts'
import { type Reading, unreadable } from '../sufficiency/reading.ts'
import { parseMethods } from '../sufficiency/readings/parse-methods.ts'
import { parseSession } from '../sufficiency/readings/parse-session.ts'
import { parseUser } from '../sufficiency/readings/parse-user.ts'
import { type AnswerReader, ask } from './ask.ts'
import { clockOffsetOf, type DatedExchange } from './clock-offset.ts'
import type { FactsPort, FactsQuestion } from './facts-port.ts'
import { type OrganizationPolicy, readOrganizationPolicy } from './organization-policy.ts'
import { createPolicyCache } from './policy-cache.ts'
import { methodsQuestion, sessionQuestion, userQuestion } from './questions.ts'

export interface FactsReaderOptions {
  readonly port: FactsPort
  readonly now: Now
  readonly deployment: Deployment
  /** Default 60. */
  readonly policyCacheSeconds?: number
  /** How many organizations' policies are remembered. Default 1000. */
  readonly maxOrganizations?: number
}

/** Which login, and what its record holds. */
export interface FactsOf {
  readonly occasion: Occasion
  readonly sessionId: string
  readonly asked: Asked
  readonly name: NameFound
  readonly intent: KeptIntent | null
  /**
   * Who the record says it is, from an earlier reading: lets everything be read at once. Whatever is said here, the facts are those
   * of the user and of the organization that ZITADEL names, and another user makes them disagree.
   */
  readonly known?: { readonly userId?: string; readonly organizationId?: string }
}

export interface FactsReader {
  /** Reads everything that the sufficiency check looks at. Never rejects: what could not be read is unreadable in the facts. */
  readFacts(of: FactsOf): Promise<Facts>
}

/**
 * Reads the facts of a login from ZITADEL: session, user and methods each time, the organization and its settings at most as old
 * as the cache allows. What does not depend on each other is read at once.
 */
export function createFactsReader(options: FactsReaderOptions): FactsReader {
  const { deployment, maxOrganizations = 1_000, now, policyCacheSeconds = 60, port } = options
  const policies = createPolicyCache({
    now,
    cacheSeconds: policyCacheSeconds,
    maxOrganizations,
    read: (organizationId) => readOrganizationPolicy({ port, now }, organizationId),
  })

  return {
    async readFacts({ known = {}, ...of }) {
      const exchanges: DatedExchange[] = []
      const read = <T>(question: FactsQuestion | null, reader: AnswerReader<T>): Promise<Reading<T>> =>
        ask({ port, now }, question, reader, (exchange) => exchanges.push(exchange))

      // One reading of a policy for one login, also where nothing is remembered between logins.
      const begun = new Map<string, Promise<OrganizationPolicy>>()
      const policyOf = (organizationId: string): Promise<OrganizationPolicy> => {
        const policy = begun.get(organizationId) ?? policies.policyOf(organizationId)
        begun.set(organizationId, policy)
        return policy
      }

      const sessionRead = read(sessionQuestion(of.sessionId), sessionAnswer)
      // Ahead of time: what comes back counts only if ZITADEL names the same user and organization.
      if (known.organizationId !== undefined) void policyOf(known.organizationId)
      const userId = known.userId ?? userOf(await sessionRead)?.id
      const [session, user, methods] = await Promise.all([
        sessionRead.then((reading) => {
          const organizationId = userOf(reading)?.organizationId
          if (organizationId !== undefined) void policyOf(organizationId)
          return reading
        }),
        userId === undefined ? notRead : read(userQuestion(userId), userAnswer),
        userId === undefined
          ? notRead
          : read(methodsQuestion(userId), { parse: (json) => parseMethods(json, userId) }),
      ])
      // The user's own organization, as just read: never one that a request names.
      const policy =
        user.readable && user.value !== null ? await policyOf(user.value.organizationId) : noPolicy
      return {
        ...of,
        ...policy,
        now: now(),
        clockOffsetMs: clockOffsetOf(exchanges),
        session,
        user,
        methods,
        deployment,
      }
    },
  }
}

const sessionAnswer: AnswerReader<SessionFacts | null> = {
  parse: parseSession,
  absentBy: { errorId: 'QUERY-SFeaa', value: null },
}

const userAnswer: AnswerReader<UserFacts | null> = {
  parse: parseUser,
  absentBy: { errorId: 'QUERY-Dfbg2', value: null },
}

const notRead = unreadable('not_read')
const noPolicy: OrganizationPolicy = {
  organization: notRead,
  loginPolicy: notRead,
  passwordExpiry: notRead,
  identityProviders: notRead,
}

function userOf(session: Reading<SessionFacts | null>): SessionFacts['user'] {
  return session.readable ? (session.value?.user ?? null) : null
}
