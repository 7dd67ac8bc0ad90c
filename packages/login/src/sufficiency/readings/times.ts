import type { JsonObject } from '@postern/protocol'
import { member, refuse } from './json.ts'

const timestamp = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/
const duration = /^(-?)(\d{1,12})(\.\d{1,9})?s$/

/**
 * A protojson timestamp (RFC 3339) as milliseconds since the epoch, `null` if absent. Keeps the fraction: whether a password was
 * proven before or after it was changed can be a matter of microseconds.
 */
export function optionalTime(object: JsonObject, name: string): number | null {
  const value = member(object, name)
  if (value === undefined) return null
  const [, seconds, fraction, zone] = (typeof value === 'string' && timestamp.exec(value)) || refuse(name)
  const whole = Date.parse(`${seconds}${zone}`)
  return Number.isFinite(whole) ? whole + Number(`0${fraction ?? ''}`) * 1_000 : refuse(name)
}

/** A protojson duration such as `"64800s"` or `"1.500s"` as milliseconds, `null` if absent. May be negative (contract 12.4). */
export function optionalDuration(object: JsonObject, name: string): number | null {
  const value = member(object, name)
  if (value === undefined) return null
  const [, sign, seconds, fraction] = (typeof value === 'string' && duration.exec(value)) || refuse(name)
  const milliseconds = Number(`${seconds}${fraction ?? ''}`) * 1_000
  return sign === '-' && milliseconds > 0 ? -milliseconds : milliseconds
}
