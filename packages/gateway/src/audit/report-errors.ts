import type { Logger } from 'pino'
import { statusOf } from '../http/error-answer.ts'
import type { Metering } from '../metrics/metering.ts'

/** One line for each request that was refused or failed, under the correlation that the browser sees (AUD-5). */
export function reportErrors(log: Pick<Logger, 'error' | 'info'>, metering: Pick<Metering, 'failed'>) {
  return (error: unknown, correlation: string): void => {
    const code = codeOf(error)
    metering.failed(code)
    if (statusOf(error) >= 500) log.error({ err: error, correlation }, 'a request failed')
    else log.info({ code, correlation }, 'a request was refused')
  }
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
