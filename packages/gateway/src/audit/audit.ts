import { AsyncLocalStorage } from 'node:async_hooks'
import type { Logger } from 'pino'
import type { AuditEvent } from './events.ts'

/** Where something was asked from. */
export interface Origin {
  readonly correlation: string
  readonly address: string | null
}

export interface Audit {
  /** Writes one record. */
  write(event: AuditEvent): void
  /** Lets all records that are written during the work, by whomever, say where it was asked from. */
  during<T>(origin: Origin, work: () => T): T
}

/** Control and format characters, line ends of every kind, halves of surrogate pairs. */
const forbidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Audit records are lines of the log that no level hides. Texts are cleaned, shortened and quoted: they cannot forge a record (AUD-4). */
export function createAudit(logger: Logger, { client }: { readonly client: string }): Audit {
  const log = logger.child({ audit: true, client }, { level: 'info' })
  const current = new AsyncLocalStorage<Origin>()
  return {
    write({ event, ...details }) {
      const { correlation = null, address = null } = current.getStore() ?? {}
      log.info({ event, correlation, address, ...clean(details) })
    },
    during: (origin, work) => current.run(origin, work),
  }
}

function clean(details: object): object {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, cleanValue(value)]))
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(forbidden, '?').slice(0, 200)
  if (Array.isArray(value)) return value.map(cleanValue)
  return typeof value === 'object' && value !== null ? clean(value) : value
}
