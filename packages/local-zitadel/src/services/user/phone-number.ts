import { ApiError } from '../../errors/api-error.ts'

/** A number as stored: without spaces, and Swiss when it has no country code (contract 12.7, R). */
export function normalisePhone(given: string): string {
  const compact = given.replace(/[\s()./-]/g, '')
  const number = compact.replace(/^00/, '+').replace(/^0(?=\d)/, '+41')
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw ApiError.of('PHONE-so0wa')
  return number
}
