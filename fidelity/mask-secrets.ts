import type { Exchange, Json } from './exchange.ts'

/** What tokens, codes and secrets look like wherever they stand. */
export const tokenShapes = {
  jwe: /[\w-]{8,}\.[\w-]*(?:\.[\w-]{8,}){3}/g,
  jwt: /eyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /** Two parts and an empty signature: a JWT that nobody signed. */
  unsignedJwt: /eyJ[\w-]+\.[\w-]+\.(?![\w-])/g,
  /** Longer than any name of ZITADEL's. */
  long: /[\w-]{40,}={0,2}/g,
  /** Digits, small and capital letters mixed. */
  mixed: /\b(?=[A-Za-z_-]*\d)(?=[0-9A-Z_-]*[a-z])(?=[0-9a-z_-]*[A-Z])[\w-]{20,39}={0,2}/g,
  /** In a URL, where a short code looks like nothing. */
  parameter: /(?<=[?&#](?:secret|code|client_secret|access_token|assertion)=)(?!<)[^&#\s"]+/g,
} as const

const pem = /-----BEGIN[^-]*-----[\s\S]*?-----END[^-]*-----/g
const base64 = /[A-Za-z0-9+/]{80,}={0,2}/g

/** Fields that hold a secret, a key, a one-time code, or what is derived from a token, in any answer of ZITADEL's. */
const secretFields: ReadonlySet<string> = new Set([
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'secret',
  'uri',
  'keyDetails',
  'keyContent',
  'recoveryCodes',
  'otpSms',
  'otpEmail',
  'verificationCode',
  'emailCode',
  'phoneCode',
  'inviteCode',
  'device_code',
  'signature',
  'at_hash',
  'c_hash',
  'state_hash',
  'password',
  'code',
  'n',
  'x',
  'y',
])

/** Members of a JSON Web Key that are the key itself (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const privateMembers: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])

/** Whether a field's text is masked whatever it looks like. `code` in small letters is a Connect error code and stays. */
export function isMaskedField(field: string, text: string): boolean {
  return secretFields.has(field) && !(field === 'code' && /^[a-z_]+$/.test(text))
}

/**
 * An exchange that may be shown to everyone: no key, secret, token, code or password in it. Header and payload of JWTs stay in
 * `decoded`. Masking what is masked already changes nothing.
 */
export function withoutSecrets({ n, note, request, response, decoded }: Exchange): Exchange {
  return {
    n,
    note,
    request: { method: request.method, path: hideInText(request.path) },
    response: {
      status: response.status,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, hideInText(value)]),
      ),
      body: hide(response.body),
    },
    ...(decoded === undefined
      ? {}
      : {
          decoded: Object.fromEntries(Object.entries(decoded).map(([name, value]) => [name, hide(value)])),
        }),
  }
}

function hide(value: Json, field?: string): Json {
  if (typeof value === 'string')
    return field !== undefined && isMaskedField(field, value) ? '<value>' : hideInText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => hide(item, field))
  const isKey = 'kty' in value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isKey && privateMembers.has(name) ? '<value>' : hide(inner, name),
    ]),
  )
}

function hideInText(text: string): string {
  return text
    .replace(pem, '<pem>')
    .replace(tokenShapes.jwe, '<jwe>')
    .replace(tokenShapes.jwt, '<jwt>')
    .replace(tokenShapes.unsignedJwt, '<unsigned jwt>')
    .replace(tokenShapes.long, unlessId)
    .replace(tokenShapes.mixed, unlessId)
    .replace(base64, '<base64>')
    .replace(tokenShapes.parameter, '<code>')
}

/** `V2_<id>-at_<id>` is as long as a token, and is none. */
function unlessId(run: string): string {
  return /\d{15}/.test(run) ? run : '<opaque>'
}
