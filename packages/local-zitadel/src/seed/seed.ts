import * as v from 'valibot'

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const uri = v.pipe(v.string(), v.url())

const user = v.strictObject({
  /** Login name; an organization's domain is not added. */
  loginName: text,
  givenName: text,
  familyName: text,
  email: v.optional(v.pipe(v.string(), v.email())),
  emailVerified: v.optional(v.boolean(), true),
  phone: v.optional(v.pipe(v.string(), v.regex(/^\+[1-9]\d{6,14}$/, 'a phone number as +41791112233'))),
  preferredLanguage: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{2}$/, 'a language as "en"')), 'en'),
  /** Random per data folder when absent; `null`: the user has none. */
  password: v.optional(v.nullable(text)),
  passwordChangeRequired: v.optional(v.boolean(), false),
  /** `true`: a random secret; or the secret itself in base32. */
  totp: v.optional(
    v.union([v.literal(true), v.pipe(v.string(), v.regex(/^[A-Z2-7]{16,}$/, 'a secret in base32'))]),
  ),
  otpSms: v.optional(v.boolean(), false),
  otpEmail: v.optional(v.boolean(), false),
  state: v.optional(v.picklist(['active', 'locked', 'inactive']), 'active'),
  /** Roles on the seed's project. */
  roles: v.optional(v.array(text), []),
  metadata: v.optional(v.record(text, text), {}),
})

const oidcApplication = v.strictObject({
  type: v.literal('oidc'),
  name: text,
  authMethod: v.picklist(['basic', 'post', 'none', 'private_key_jwt']),
  applicationType: v.optional(v.picklist(['web', 'user_agent', 'native']), 'web'),
  redirectUris: v.array(uri),
  postLogoutRedirectUris: v.optional(v.array(uri), []),
  /** Where the application hears of the end of sessions; the server calls loopback only. */
  backChannelLogoutUri: v.optional(uri),
  grantTypes: v.optional(
    v.array(v.picklist(['authorization_code', 'refresh_token', 'device_code', 'token_exchange', 'implicit'])),
    ['authorization_code', 'refresh_token'],
  ),
  accessTokenType: v.optional(v.picklist(['bearer', 'jwt']), 'bearer'),
  developmentMode: v.optional(v.boolean(), true),
  accessTokenRoleAssertion: v.optional(v.boolean(), false),
  idTokenRoleAssertion: v.optional(v.boolean(), false),
  idTokenUserinfoAssertion: v.optional(v.boolean(), false),
})

const apiApplication = v.strictObject({
  type: v.literal('api'),
  name: text,
  authMethod: v.picklist(['basic', 'private_key_jwt']),
})

const project = v.strictObject({
  name: text,
  roles: v.optional(v.array(text), []),
  roleAssertion: v.optional(v.boolean(), false),
  authorizationRequired: v.optional(v.boolean(), false),
  projectAccessRequired: v.optional(v.boolean(), false),
  applications: v.optional(v.array(v.variant('type', [oidcApplication, apiApplication])), []),
})

/** Shape of a seed file; `seedJsonSchema` is the same for editors. */
export const seedSchema = v.strictObject({
  organization: v.strictObject({
    name: text,
    /** Primary domain; made of the name when absent. */
    domain: v.optional(text),
  }),
  users: v.optional(v.array(user), []),
  project: v.optional(project),
  /** Projects beside it, on which the users have no roles. */
  otherProjects: v.optional(v.array(project), []),
  /** Service users with instance roles: the administrator always has a key and a PAT, the login client a PAT and perhaps a key. */
  administrator: v.optional(v.strictObject({ userName: text }), { userName: 'local-admin' }),
  loginClient: v.optional(v.strictObject({ userName: text, key: v.optional(v.boolean(), true) }), {
    userName: 'login-client',
    key: true,
  }),
})

/** What a seed file may say; see `parseSeed`. */
export type Seed = v.InferInput<typeof seedSchema>

/** A seed with everything said. */
export type CompleteSeed = v.InferOutput<typeof seedSchema>

/** Every project of a seed, the one on which users have roles first. */
export function projectsOf(seed: CompleteSeed): readonly NonNullable<CompleteSeed['project']>[] {
  return [...(seed.project === undefined ? [] : [seed.project]), ...seed.otherProjects]
}

/** Thrown for a seed with mistakes: all of them at once, each with its place. No value is in the message. */
export class SeedError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The seed has mistakes:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** Reads a seed from JSON. Unknown keys are refused. */
export function parseSeed(given: unknown): CompleteSeed {
  const result = v.safeParse(seedSchema, given)
  if (!result.success) {
    throw new SeedError(
      result.issues.map(
        (issue) => `${v.getDotPath(issue) ?? 'seed'}: expected ${issue.expected ?? 'something else'}`,
      ),
    )
  }
  const problems = contradictions(result.output)
  if (problems.length > 0) throw new SeedError(problems)
  return result.output
}

function contradictions(seed: CompleteSeed): string[] {
  const names = seed.users.map((one) => one.loginName.toLowerCase())
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const known = seed.project?.roles ?? []
  const strange = seed.users.flatMap((one, index) =>
    one.roles
      .filter((role) => !known.includes(role))
      .map(() => `users.${index}.roles: expected roles of the project`),
  )
  const applications = projectsOf(seed).flatMap((one) => one.applications.map(({ name }) => name))
  const sameName = applications.some((name, index) => applications.indexOf(name) !== index)
  return [
    ...(twice.length > 0 ? ['users: expected login names that differ'] : []),
    ...(sameName ? ['applications: expected names that differ, in all projects'] : []),
    ...strange,
  ]
}
