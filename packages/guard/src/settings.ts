import {
  isSafeEndpoint,
  type Now,
  parseScope,
  type RandomBytes,
  signatureAlgorithms,
} from '@postern/protocol'
import * as v from 'valibot'
import type { SharedCache } from './cache/shared-cache.ts'
import { GuardError } from './errors.ts'
import type { OnEvent, OnJudged, Trace } from './events.ts'
import { parseKeyFile } from './introspection/key-file.ts'
import { readRenewable } from './introspection/renewable.ts'
import type { Fetch, GuardOptions } from './options.ts'
import { isAddressOrNetwork } from './proof/trusted-addresses.ts'
import type { ReplayMemory } from './proof/replays.ts'

const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'))
const isSafe = (url: string): boolean =>
  isSafeEndpoint(url, { allowPlainHttpOnLoopback: true }) && !/[?#]/.test(url)
const url = v.pipe(
  text,
  v.check(isSafe, 'must be an https address, or http on loopback, without user, query or fragment'),
)
const whole = (min: number, max: number) => {
  const range = `must be a whole number from ${min} to ${max}`
  return v.pipe(v.number(range), v.integer(range), v.minValue(min, range), v.maxValue(max, range))
}
const callable = <T>() => v.custom<T>((value) => typeof value === 'function', 'must be a function')
const withMethods = <T>(...names: readonly string[]) =>
  v.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      names.every((name) => typeof Reflect.get(value, name) === 'function'),
    `must have the methods ${names.join(', ')}`,
  )
const secret = v.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length >= 32,
  'must be 32 bytes or more',
)
const algorithms = v.pipe(
  v.array(v.picklist(signatureAlgorithms, `must be among ${signatureAlgorithms.join(', ')}`)),
  v.minLength(1, 'must name one at least'),
)
const mode = v.picklist(['fresh', 'cached', 'offline'], 'must be fresh, cached or offline')

const renewable = <T extends object>(parse: (value: unknown) => T | string) =>
  v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const read = readRenewable(dataset.value, parse)
      if (typeof read !== 'string') return read
      addIssue({ message: read })
      return NEVER
    }),
  )
const parseSecret = (secret: unknown) =>
  typeof secret === 'string' && secret !== '' ? { secret } : 'must be a text that is not empty'

const introspection = v.union(
  [
    v.strictObject({
      clientId: text,
      clientSecret: renewable(parseSecret),
      endpoint: v.exactOptional(url),
    }),
    v.strictObject({
      keyFile: renewable(parseKeyFile),
      randomBytes: callable<RandomBytes>(),
      assertionType: v.exactOptional(
        v.picklist(['client-authentication+jwt', 'JWT']),
        'client-authentication+jwt',
      ),
      endpoint: v.exactOptional(url),
    }),
  ],
  'must be clientId and clientSecret, or keyFile and randomBytes',
)

const ofIssuer = {
  issuer: url,
  introspection: v.exactOptional(introspection),
  jwt: v.exactOptional(
    v.strictObject({
      profile: v.picklist(['rfc9068', 'zitadel'], 'must be rfc9068 or zitadel'),
      algorithms: v.exactOptional(algorithms, [...signatureAlgorithms]),
      jwksUri: v.exactOptional(url),
    }),
  ),
  mode: v.exactOptional(mode, 'cached'),
  audience: v.nullable(text),
  projectId: v.exactOptional(text),
}

const untraced: Trace = async (_name, work) => work()

const common = {
  fetch: callable<Fetch>(),
  now: callable<Now>(),
  onEvent: callable<OnEvent>(),
  onJudged: v.exactOptional(callable<OnJudged>()),
  trace: v.exactOptional(callable<Trace>(), () => untraced),
  realm: v.exactOptional(v.pipe(text, v.regex(/^[\x20-\x7e]+$/, 'must be printable ASCII')), 'api'),
  publicUrl: v.exactOptional(url),
  metadata: v.exactOptional(
    v.strictObject({
      name: v.exactOptional(text),
      documentation: v.exactOptional(url),
      scopes: v.exactOptional(v.pipe(v.array(text), v.check(areScopes, 'must be scopes (RFC 6749 §3.3)'))),
    }),
  ),
  dpop: v.exactOptional(
    v.strictObject({
      required: v.exactOptional(v.boolean('must be true or false'), false),
      algorithms: v.exactOptional(algorithms, [
        'ES256',
        'ES384',
        'ES512',
        'EdDSA',
        'Ed25519',
        'PS256',
        'RS256',
      ]),
      maxAgeSeconds: v.exactOptional(whole(1, 300), 60),
      replays: v.exactOptional(withMethods<ReplayMemory>('addOnce')),
      nonce: v.exactOptional(
        v.strictObject({ secret, lifetimeSeconds: v.exactOptional(whole(10, 3600), 300) }),
      ),
    }),
  ),
  mtls: v.exactOptional(
    v.strictObject({
      proxyHeader: v.exactOptional(
        v.strictObject({
          name: v.pipe(text, v.regex(/^[a-z0-9-]+$/, 'must be a header name in lower case')),
          format: v.picklist(['rfc9440', 'url-encoded-pem'], 'must be rfc9440 or url-encoded-pem'),
          trustedAddresses: v.pipe(
            v.array(v.pipe(text, v.check(isAddressOrNetwork, 'must be an IP address or a network'))),
            v.minLength(1, 'must name one at least'),
          ),
        }),
      ),
    }),
  ),
  cache: v.exactOptional(
    v.strictObject({
      maxAgeSeconds: v.exactOptional(whole(0, 300), 30),
      refusedMaxAgeSeconds: v.exactOptional(whole(0, 60), 5),
      maxEntries: v.exactOptional(whole(1, 1_000_000), 10_000),
      staleWhileUnreachableSeconds: v.exactOptional(whole(0, 3600), 0),
    }),
    {},
  ),
  sharedCache: v.exactOptional(
    v.strictObject({
      store: withMethods<SharedCache>('get', 'set', 'delete'),
      secret,
      randomBytes: callable<RandomBytes>(),
    }),
  ),
  breaker: v.exactOptional(
    v.strictObject({
      failures: v.exactOptional(whole(1, 1000), 5),
      openSeconds: v.exactOptional(whole(1, 300), 5),
    }),
    {},
  ),
  timeoutMs: v.exactOptional(whole(1, 60_000), 5_000),
  clockToleranceSeconds: v.exactOptional(whole(0, 60), 30),
  maxTokenLength: v.exactOptional(whole(1, 65_536), 8_192),
  maxPending: v.exactOptional(whole(1, 100_000), 1_000),
}

const schema = v.strictObject({
  ...ofIssuer,
  ...common,
  furtherIssuers: v.exactOptional(v.array(v.strictObject(ofIssuer)), []),
})

type Parsed = v.InferOutput<typeof schema>
export type IssuerSettings = Readonly<Pick<Parsed, keyof typeof ofIssuer>>
export type Settings = Readonly<Pick<Parsed, keyof typeof common>> & {
  /** The first takes the tokens that are no JWTs. */
  readonly issuers: readonly [IssuerSettings, ...IssuerSettings[]]
}

/**
 * Reads the options once. Names every problem at once, and prints no value.
 *
 * @throws GuardError `CONFIGURATION_INVALID`
 */
export function parseOptions(options: GuardOptions): Settings {
  const parsed = v.safeParse(schema, options)
  const problems = parsed.success
    ? contradictions(parsed.output)
    : parsed.issues.flatMap((issue) => problemsOf(issue))
  if (!parsed.success || problems.length > 0) {
    throw new GuardError(
      'configuration_invalid',
      `These options of createGuard are missing or wrong:\n${problems.map((one) => `  ${one}`).join('\n')}`,
    )
  }
  const { issuer, introspection, jwt, mode, audience, projectId, furtherIssuers, ...rest } = parsed.output
  const first = { issuer, mode, audience, ...defined({ introspection, jwt, projectId }) }
  return Object.freeze({ ...rest, issuers: [first, ...furtherIssuers] as const })
}

function problemsOf(issue: v.BaseIssue<unknown>, at = ''): readonly string[] {
  const name = [at, v.getDotPath(issue) ?? ''].filter((part) => part !== '').join('.') || 'options'
  // of a union the alternative that was meant, where that can be seen
  const within = issue.type === 'union' ? (issue.issues ?? []).filter(isOfTheOneMeant) : []
  if (within.length > 0) return within.flatMap((one) => problemsOf(one, name))
  const unknown = issue.type === 'strict_object' && issue.expected === 'never'
  return [
    `${name}: ${unknown ? 'is not an option' : issue.type === 'strict_object' ? 'is missing' : issue.message}`,
  ]
}

function isOfTheOneMeant(issue: v.BaseIssue<unknown>): boolean {
  const given: unknown = issue.path?.[0]?.input
  if (typeof given !== 'object' || given === null) return false
  const byKey = 'keyFile' in given
  const name = v.getDotPath(issue)?.split('.')[0] ?? ''
  if (byKey)
    return (
      name !== 'clientId' && name !== 'clientSecret' && !(name === 'keyFile' && issue.expected === 'never')
    )
  return name !== 'keyFile' && name !== 'randomBytes'
}

/** What each option alone cannot say. */
function contradictions({ furtherIssuers, publicUrl, dpop, metadata, ...first }: Parsed): readonly string[] {
  const problems: string[] = []
  const issuers = [first, ...furtherIssuers]
  for (const [index, one] of issuers.entries()) {
    const at = index === 0 ? '' : `furtherIssuers.${index - 1}.`
    if (one.introspection === undefined && one.jwt === undefined)
      problems.push(`${at}introspection: is missing, and so is jwt: nothing could be judged`)
    else if (one.introspection === undefined && one.mode !== 'offline')
      problems.push(`${at}mode: without introspection it must be offline, which knows of no revocation`)
    else if (one.jwt === undefined && one.mode === 'offline')
      problems.push(`${at}jwt: is missing, and offline judges nothing but JWTs`)
  }
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length)
    problems.push('furtherIssuers: an issuer is named twice')
  if (dpop !== undefined && publicUrl === undefined)
    problems.push('publicUrl: is missing, and a DPoP proof is made for an address')
  if (metadata !== undefined && publicUrl === undefined)
    problems.push('publicUrl: is missing, and the metadata describe it')
  return problems
}

function areScopes(scopes: string[]): boolean {
  try {
    return scopes.length > 0 && scopes.every((scope) => parseScope(scope).size === 1)
  } catch {
    return false
  }
}

function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
