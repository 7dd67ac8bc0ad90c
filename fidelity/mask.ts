import type { Json } from './exchange.ts'
import { isMaskedField, tokenShapes } from './mask-secrets.ts'

/**
 * What differs between two instances of the same ZITADEL although they do the same: each shape becomes its name. In this order,
 * since an id inside a longer name must be seen before the whole looks like a token.
 */
const shapes: readonly (readonly [shape: RegExp, name: string])[] = [
  [tokenShapes.jwe, '<jwe>'],
  [tokenShapes.jwt, '<jwt>'],
  [tokenShapes.unsignedJwt, '<unsigned jwt>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<uuid>'],
  [/\d{15,}/g, '<id>'],
  [/V2_<id>/g, '<v2id>'],
  // Go's protobuf library puts one or the other into its messages by chance, so that nobody relies on them.
  [/\u00a0/g, ' '],
  [tokenShapes.long, '<opaque>'],
  [tokenShapes.mixed, '<opaque>'],
  [tokenShapes.parameter, '<code>'],
  [/http:\/\/localhost:\d+/g, '<origin>'],
]

/** Fields whose text says nothing about behaviour: counters of one instance, names of its keys, encoded values. */
const countersAndNames: ReadonlySet<string> = new Set([
  'sequence',
  'processedSequence',
  'totalResult',
  'kid',
  'jti',
  'challenge',
  'fingerprint',
  'debug',
  'value',
])

/** Gives ids, times, tokens and origins inside a text their names. */
export function maskText(text: string): string {
  return shapes.reduce((masked, [shape, name]) => masked.replace(shape, name), text)
}

/**
 * An answer's body as it is compared: ids, times, keys, tokens and codes masked, fields in order of their names, lists of texts as
 * sets (their order is that of a map in the original), `expires_in` in minutes.
 */
export function maskValue(value: Json, field?: string): Json {
  if (typeof value === 'string') return maskField(value, field)
  if (typeof value === 'number') return maskNumber(value, field)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return maskList(value, field)
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, inner]) => [maskText(name), maskValue(inner, name)]))
}

function maskField(text: string, field: string | undefined): string {
  if (field !== undefined && (countersAndNames.has(field) || isMaskedField(field, text))) return '<value>'
  return maskText(text)
}

/** Points in time are large numbers; everything that ZITADEL counts is small. */
function maskNumber(value: number, field: string | undefined): Json {
  if (value > 100_000_000) return '<number>'
  return field === 'expires_in' ? Math.round(value / 60) : value
}

function maskList(list: readonly Json[], field: string | undefined): Json {
  const masked = list.map((item) => maskValue(item, field))
  return masked.every((item) => typeof item === 'string') ? [...new Set(masked)].toSorted() : masked
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
