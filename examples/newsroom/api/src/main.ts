import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GuardError } from '@postern/guard'
import { buildApp } from './app.ts'
import { ConfigError, type GuardSetting, readConfig } from './config.ts'
import { openDatabase } from './database/open-database.ts'
import { judgedBy } from './guard.ts'

/** How long requests under way may take to end once the process was asked to. */
const graceMs = 10_000

const judging = (guard: GuardSetting) => {
  if (guard.kind === 'jwt') return judgedBy.jwt()
  return guard.kind === 'key'
    ? judgedBy.key(guard.keyFile, (length) => new Uint8Array(randomBytes(length)))
    : judgedBy.basic(guard.clientId, guard.clientSecret)
}

// Standard output has one line, for whoever starts this and waits; the log goes to standard error.
try {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const { issuer, audience, evictionsSecret, pageOrigin } = config
  const database = await openDatabase(config.database, {
    now: Date.now,
    // pg's own words, which hold no password
    onBroken: ({ message }) => void process.stderr.write(`newsroom-api: the database: ${message}\n`),
  })
  const app = await buildApp({
    guard: { issuer, audience, ...judging(config.guard), fetch },
    evictionsSecret,
    database,
    pageOrigin,
    now: Date.now,
    randomBelow: (limit) => randomInt(limit),
    newId: randomUUID,
    log: process.stderr,
  })
  const end = (): void => {
    setTimeout(() => process.exit(1), graceMs).unref()
    void app.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  // Whoever started us holds the other end; should he be killed, we do not stay behind alone.
  if (process.env['POSTERN_END_WITH_INPUT'] === '1') process.stdin.unref().resume().once('close', end)
  await app.listen({ port: config.port, host: config.host })
  const address = app.server.address()
  const listening = typeof address === 'object' ? address?.port : address
  process.stdout.write(`${JSON.stringify({ listening })}\n`)
} catch (error) {
  process.stderr.write(`newsroom-api: ${error instanceof Error ? error.message : 'failed'}\n`)
  // sysexits.h: 78 is a wrong configuration, 69 something that is not to be had
  process.exit(error instanceof ConfigError || error instanceof GuardError ? 78 : 69)
}
