import { type DestinationStream, type Logger, pino } from 'pino'

export interface LoggerOptions {
  readonly level: 'error' | 'warn' | 'info'
  readonly destination: DestinationStream
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** The trace that a line belongs to, if anybody traces. */
  readonly traceId?: () => string | undefined
}

/** Names under which a secret could ever be put into a record by mistake; whatever stands there is masked. */
const secretNames = [
  'password',
  'token',
  'accessToken',
  'access_token',
  'idToken',
  'id_token',
  'sessionToken',
  'session_token',
  'assertion',
  'client_assertion',
  'secret',
  'cookie',
  'authorization',
  'key',
] as const

const redacted = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** The log: lines of JSON with a UTC time. Errors are reduced to what `describeError` gives. */
export function createLogger({ level, destination, now, traceId }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: timestamps(now),
      formatters: { level: (label) => ({ level: label }) },
      messageKey: 'message',
      redact: { paths: redacted, censor: '[redacted]' },
      serializers: { err: describeError },
      mixin: () => {
        const trace = traceId?.()
        return trace === undefined ? {} : { trace }
      },
    },
    destination,
  )
}

/** Many lines are of the same millisecond, and its text costs more than the rest of a line. */
function timestamps(now: () => number): () => string {
  let latest = Number.NaN
  let text = ''
  return () => {
    const instant = now()
    if (instant !== latest) {
      latest = instant
      text = `,"time":"${new Date(instant).toISOString()}"`
    }
    return text
  }
}

/**
 * What the log keeps of an error: name, code and places, four causes deep. The message only of errors of our own, which promise to
 * hold no secret; others may quote what they choked on, be it a password (CRED-4).
 */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = 'code' in error ? error.code : undefined
  const issuerErrorId = 'issuerErrorId' in error ? error.issuerErrorId : undefined
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    ...(typeof issuerErrorId === 'string' && { issuerErrorId }),
    ...('toProblem' in error && { message: error.message.slice(0, 500) }),
    places: placesOf(error),
    ...(error.cause !== undefined && depth < 4 && { cause: describeError(error.cause, depth + 1) }),
  }
}

/** The frames only: the first lines of a stack repeat the message. */
const placesOf = ({ stack = '' }: Error): readonly string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
