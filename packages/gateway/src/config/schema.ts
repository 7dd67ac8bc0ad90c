import * as v from 'valibot'
import { isNetwork } from '../network/ip-address.ts'
import { isWebAddress } from './web-address.ts'
import { isWebOrigin } from './web-origin.ts'

/**
 * Everything that can be set, with the text that the documentation, the editor and the error show. All objects are strict: a
 * setting that nobody knows is a mistake, never ignored.
 */
const described = <S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text))

const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most))
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

const fileReference = v.strictObject({
  file: described(text(4096), 'Path of a file, relative to the configuration file.'),
})
const environmentReference = v.strictObject({
  env: described(
    v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)),
    'Name of an environment variable.',
  ),
})

/** A secret is never written into the configuration, only where it is to be found (KEY-1). */
const secret = v.union([fileReference, environmentReference])

/** It stands in clear in every record that the key seals. */
const keyId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/))

const origin = v.pipe(v.string(), v.maxLength(300), v.check(isWebOrigin))

const listener = (port: number) =>
  v.strictObject({
    host: v.optional(described(text(255), 'Address or name to listen at.'), '127.0.0.1'),
    port: v.optional(described(whole(0, 65_535), 'Port to listen at; 0 takes a free one.'), port),
  })

const method = v.picklist(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const route = v.strictObject({
  path: described(
    v.pipe(v.string(), v.maxLength(200), v.regex(/^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/)),
    'Path prefix without a slash at its end, such as /api. It covers the path itself and everything below it.',
  ),
  upstream: described(
    origin,
    'Origin of the service behind it, without a path. Paths are passed on unchanged.',
  ),
  methods: v.optional(
    described(v.pipe(v.array(method), v.minLength(1)), 'The methods that may be used (PROXY-1).'),
    ['GET', 'HEAD'],
  ),
  token: v.optional(
    described(
      v.picklist(['none', 'access_token']),
      'What is attached: nothing, or the access token of the session; then requests without a session are refused.',
    ),
    'none',
  ),
  connectTimeoutMs: v.optional(described(whole(1, 60_000), 'Longest time to connect.'), 5_000),
  answerTimeoutMs: v.optional(described(whole(1, 600_000), "Longest time to the answer's headers."), 30_000),
  idleTimeoutMs: v.optional(
    described(
      whole(1, 86_400_000),
      'Longest pause within an answer. Event streams send a comment more often.',
    ),
    60_000,
  ),
  requestBytes: v.optional(described(whole(0, 2 ** 40), 'Largest request body.'), 1024 * 1024),
  answerBytes: v.optional(
    described(whole(0, 2 ** 40), 'Largest answer body; event streams are not counted.'),
    100 * 1024 * 1024,
  ),
  connections: v.optional(described(whole(1, 10_000), 'Most connections to the service.'), 128),
  webSocket: v.optional(
    described(
      v.boolean(),
      'true lets pages of this origin open web sockets here. They end with the session, and after a pause of idleTimeoutMs in both directions.',
    ),
    false,
  ),
  webSocketProtocols: v.optional(
    described(
      v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/))), v.maxLength(32)),
      'Subprotocols that a page may ask the service for. No other word of Sec-WebSocket-Protocol is passed on, since some pages put tokens there.',
    ),
    [],
  ),
  webSockets: v.optional(
    described(whole(1, 100_000), 'Most web sockets on this route, beside `connections`.'),
    1_000,
  ),
  webSocketsPerSession: v.optional(
    described(whole(1, 10_000), 'Most web sockets of one session on this route.'),
    16,
  ),
})

const failures = (least: number, most: number, tries: number, seconds: number) =>
  v.optional(
    v.strictObject({
      tries: described(whole(least, most), 'Wrong passwords within the window.'),
      windowSeconds: described(whole(1, 86_400), 'Length of the window, from its first wrong password.'),
      pauseSeconds: v.optional(
        described(
          whole(1, 86_400),
          'Then nothing is tried for so long. Default: as long as the window; not shorter, so that afterwards all is as at first.',
        ),
      ),
    }),
    { tries, windowSeconds: seconds },
  )

export const configSchema = v.strictObject({
  $schema: v.optional(described(v.string(), 'The JSON schema, for editors. Not read.')),
  publicOrigin: described(
    origin,
    'Where browsers reach the gateway: an origin such as https://news.example.com, without path, wildcard or user name. Never taken from a request.',
  ),
  listen: v.optional(described(listener(8080), 'Where the gateway listens. TLS ends before it.'), {}),
  health: v.optional(
    described(
      listener(9090),
      'Where /healthz, /readyz and /metrics are, a listener of their own that is not for the internet.',
    ),
    {},
  ),
  trustedProxies: v.optional(
    described(
      v.pipe(v.array(v.pipe(v.string(), v.maxLength(60), v.check(isNetwork))), v.maxLength(1_000)),
      'Addresses and networks (10.0.0.0/8) of the proxies before the gateway: they are believed when they say for whom they ask, nobody else is (PROXY-9).',
    ),
    [],
  ),
  clientAddressHeader: v.optional(
    described(
      v.picklist(['forwarded', 'x-forwarded-for']),
      'The one field in which trustedProxies say so: every one of them appends to it. The other one is never read.',
    ),
  ),
  issuer: described(
    v.pipe(v.string(), v.maxLength(300), v.check(isWebOrigin)),
    "ZITADEL's issuer, character by character as its discovery document says it.",
  ),
  loginOrigins: v.optional(
    described(
      v.pipe(v.array(origin), v.maxLength(16)),
      "Origins of ZITADEL's login pages where they are not at the issuer (loginV2.baseUri). Nothing is sent there.",
    ),
    [],
  ),
  clientKey: described(
    secret,
    "The OIDC application's key file as ZITADEL gives it, by `file` or `env` (authentication private_key_jwt).",
  ),
  redirectUri: v.optional(
    described(
      v.pipe(v.string(), v.maxLength(2048), v.url()),
      'The redirect URI as registered. Nobody visits it in the back-channel flow. Default: publicOrigin + /auth/callback.',
    ),
  ),
  projectId: described(text(64), "Id of the application's project: its roles become the user's."),
  loginClient: described(
    v.union([v.strictObject({ key: secret }), v.strictObject({ token: secret })]),
    'The service account with IAM_LOGIN_CLIENT and nothing more: `key` (its key file, recommended) or `token` (its personal access token), each by `file` or `env`.',
  ),
  scopes: v.optional(
    described(
      v.pipe(v.array(v.pipe(v.string(), v.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/))), v.minLength(1)),
      'Scopes of every login. openid must be among them; offline_access must not: sessions are renewed by minting.',
    ),
    ['openid', 'profile', 'email'],
  ),
  flows: described(
    v.pipe(v.array(v.picklist(['back_channel', 'redirect', 'device', 'ciba'])), v.minLength(1)),
    'The ways to log in that are allowed. There is no default, because back_channel deviates from BCP 212 for browser applications. Only back_channel is in this version.',
  ),
  session: v.optional(
    described(
      v.strictObject({
        idleSeconds: v.optional(
          described(whole(1, 86_400 * 30), 'A session that is not used for so long has ended.'),
          3_600,
        ),
        absoluteSeconds: v.optional(
          described(whole(1, 86_400 * 365), 'A session ends so long after its login, used or not.'),
          86_400,
        ),
        touchSeconds: v.optional(described(whole(0, 3_600), 'The last use is written at most so often.'), 60),
        policyCheckSeconds: v.optional(
          described(
            whole(1, 86_400),
            'A session is used no longer than this without being judged again by the policy of ZITADEL. More than settingsCacheSeconds.',
          ),
          300,
        ),
        rotateSeconds: v.optional(
          described(
            whole(60, 86_400 * 30),
            'A handle (the value of the cookie) that is older is replaced with the next request.',
          ),
          3_600,
        ),
        rotationGraceSeconds: v.optional(
          described(whole(1, 3_600), 'How long a replaced handle goes on after the new one was first used.'),
          60,
        ),
      }),
      'Limits of a session, enforced on the server.',
    ),
    {},
  ),
  attempts: v.optional(
    described(
      v.strictObject({
        lifetimeSeconds: v.optional(
          described(whole(30, 3_600), 'A login must be finished within this time.'),
          600,
        ),
        maxProofs: v.optional(
          described(whole(1, 100), 'Proofs that one login may bring, right or wrong.'),
          10,
        ),
        maxCodesPerUser: v.optional(
          described(whole(1, 1_000), 'One-time codes that one user may have tried in ten minutes.'),
          20,
        ),
        perName: described(
          failures(1, 99, 10, 900),
          'Wrong passwords for one name, from wherever (THR-1, THR-2). The pause doubles with every time in a row, up to a day.',
        ),
        failuresInARow: v.optional(
          described(
            whole(1, 100),
            "Wrong passwords for one name without a right one, within seven days: from then on only devices that are known for it may try (THR-1). Keep it well below the MaxPasswordAttempts of ZITADEL's lockout policy, if that is set: otherwise strangers lock accounts there by way of us (K-17).",
          ),
          50,
        ),
        perNameAndAddress: described(
          failures(1, 1_000, 5, 300),
          'Wrong passwords for one name from one address.',
        ),
        perAddress: described(
          failures(1, 1_000_000, 100, 300),
          'Wrong passwords from one address, whatever the names. An IPv6 address counts as its /64. Behind a load balancer that is not among trustedProxies, all users share one.',
        ),
        perNetwork: described(
          failures(1, 1_000_000, 400, 300),
          'Wrong passwords from one network: a /24 of IPv4, a /56 of IPv6.',
        ),
        perDevice: described(
          failures(1, 99, 5, 300),
          'Wrong passwords from a known device for a name that has logged in from it. It has this budget and no other, so strangers cannot shut it out (THR-3).',
        ),
        deviceDays: v.optional(
          described(
            whole(1, 400),
            'How long a device is known after its last login. Its cookie gives nothing but a budget of wrong passwords.',
          ),
          400,
        ),
        openPerAddress: v.optional(
          described(
            whole(1, 1_000_000),
            'Logins from one address (IPv6: its /64) that are begun and not finished, within their lifetime (OPS-3). A network (/24, /56) may have four times as many, a known device has its own.',
          ),
          200,
        ),
        open: v.optional(
          described(
            whole(1, 10_000_000),
            'The same for all of them together. Known devices have another tenth. One takes about 2 KB of the store.',
          ),
          50_000,
        ),
        passwordChecks: v.optional(
          described(
            v.strictObject({
              atOnce: v.optional(
                described(
                  whole(1, 10_000),
                  'How many ZITADEL is asked for at once. Its default hash takes about a second of one core.',
                ),
                16,
              ),
              waiting: v.optional(
                described(
                  whole(0, 100_000),
                  'How many wait for their turn; one address has a quarter of these places. Beyond: 503.',
                ),
                64,
              ),
            }),
            'Passwords being checked by this process. One that is refused holds its place until its answer leaves.',
          ),
          {},
        ),
        refusal: v.optional(
          described(
            v.strictObject({
              startMs: v.optional(
                described(
                  whole(50, 60_000),
                  'The deadline until a hundred wrong passwords have shown how long ZITADEL takes: a little more than it ever does.',
                ),
                1_500,
              ),
              leastMs: v.optional(described(whole(50, 60_000), 'Never sooner.'), 250),
              mostMs: v.optional(
                described(
                  whole(50, 60_000),
                  "Never later by ZITADEL's ordinary pace; later only by whole multiples and by its tarpit.",
                ),
                10_000,
              ),
            }),
            'When a refused password is answered, whatever the reason: the 99th percentile of what ZITADEL takes for a wrong one, between the least and the most (SAME-FACE).',
          ),
          {},
        ),
      }),
      'Limits of logins under way. Counting goes before asking, by keyed hashes of names and addresses, in the store that all processes share.',
    ),
    {},
  ),
  settingsCacheSeconds: v.optional(
    described(
      whole(0, 3_600),
      "How long ZITADEL's settings may be remembered; a change takes effect within it.",
    ),
    60,
  ),
  emailVerificationRequired: v.optional(
    described(
      v.boolean(),
      'false lets users in whose e-mail address was never verified. It is logged at start.',
    ),
    true,
  ),
  logoutToken: v.optional(
    described(
      v.strictObject({
        issuers: v.optional(
          described(
            v.pipe(v.array(v.pipe(v.string(), v.maxLength(300), v.check(isWebOrigin))), v.maxLength(16)),
            "What a logout token may name as its issuer beside `issuer`: ZITADEL always names the instance's primary domain there.",
          ),
          [],
        ),
        maxSeconds: v.optional(
          described(
            whole(1, 86_400),
            'The longest life of a logout token; ZITADEL gives it fifteen minutes.',
          ),
          960,
        ),
        type: v.optional(
          described(
            v.picklist(['jwt_allowed', 'logout+jwt']),
            '`logout+jwt` takes only tokens of that type; `jwt_allowed` also those without a type of their own, as ZITADEL signs them.',
          ),
          'jwt_allowed',
        ),
      }),
      'What a logout token of back-channel logout must be.',
    ),
    {},
  ),
  store: described(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('memory') }),
      v.strictObject({
        kind: v.literal('sqlite'),
        file: described(text(4096), 'Path of the store file, relative to the configuration file.'),
      }),
    ]),
    'Where sessions are kept: {"kind":"memory"} (gone at the end) or {"kind":"sqlite","file":…}.',
  ),
  deploymentKeys: described(
    v.pipe(
      v.array(
        v.union([
          v.strictObject({ id: keyId, ...fileReference.entries }),
          v.strictObject({ id: keyId, ...environmentReference.entries }),
        ]),
      ),
      v.minLength(1),
      v.maxLength(16),
    ),
    'Keys that seal the store: each an id and `file` or `env`, holding 32 random bytes in base64url (43 characters). The first seals, all open.',
  ),
  app: v.optional(
    described(
      v.strictObject({
        directory: described(
          text(4096),
          'Folder of the built application, relative to the configuration file.',
        ),
      }),
      'The single-page application: gateway and application are one origin.',
    ),
  ),
  routes: v.optional(
    described(
      v.pipe(v.array(route), v.maxLength(200)),
      'What is passed on, and to whom. Everything else is not.',
    ),
    [],
  ),
  guards: v.optional(
    described(
      v.pipe(
        v.array(
          v.strictObject({
            url: described(
              v.pipe(v.string(), v.maxLength(2048), v.check(isWebAddress)),
              'Where the guard takes messages about ended logins, such as https://api.example.com/evictions. Without user name, query and fragment.',
            ),
            secret: described(
              secret,
              'Shared with this guard alone, by `file` or `env`: 32 random bytes or more in base64url (43 characters or more).',
            ),
          }),
        ),
        v.maxLength(64),
      ),
      'APIs whose guard (@postern/guard) is told when a session has ended, so that it forgets the tokens of its user at once.',
    ),
    [],
  ),
  allowInsecureLoopback: v.optional(
    described(
      v.boolean(),
      'true allows plain http where the host is this machine. For development; logged at start.',
    ),
    false,
  ),
  trustTraceContext: v.optional(
    described(
      v.boolean(),
      "true lets a request's traceparent go on as the trace of its answer. Only behind a proxy that removes what strangers send; otherwise they choose what is sampled. Logged at start.",
    ),
    false,
  ),
  stop: v.optional(
    described(
      v.strictObject({
        drainSeconds: v.optional(
          described(
            whole(0, 300),
            'How long /readyz says no before the listener closes. Behind a load balancer: longer than it takes to notice.',
          ),
          0,
        ),
      }),
      'How the gateway ends.',
    ),
    {},
  ),
  logLevel: v.optional(
    described(v.picklist(['error', 'warn', 'info']), 'What is logged. Audit events always are.'),
    'info',
  ),
  cookies: v.optional(
    described(
      v.strictObject({
        prefix: v.optional(
          described(v.picklist(['__Host-', '__Host-Http-']), 'Prefix of the names of all cookies (BFF-3).'),
          '__Host-',
        ),
      }),
      'How the cookies are named. Their attributes cannot be set.',
    ),
    {},
  ),
})

/** The configuration as it was written, checked: secrets are still only named. */
export type WrittenConfig = v.InferOutput<typeof configSchema>
