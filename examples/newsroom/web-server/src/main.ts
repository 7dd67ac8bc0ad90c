import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildApp } from './app.ts'
import { PageConfigurationError } from './page-configuration.ts'
import { readSettings, SettingsError } from './settings.ts'

// Standard output has one line, for whoever starts this and waits.
try {
  const { port, host, directory, configuration } = readSettings(process.env, (path) =>
    readFileSync(path, 'utf8'),
  )
  const app = await buildApp({ directory: resolve(directory), configuration })
  const end = (): void => void app.close()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  // Whoever started us holds the other end; should he be killed, we do not stay behind alone.
  if (process.env['POSTERN_END_WITH_INPUT'] === '1') process.stdin.unref().resume().once('close', end)
  await app.listen({ port, host })
  const address = app.server.address()
  const listening = typeof address === 'object' ? address?.port : address
  process.stdout.write(`${JSON.stringify({ listening })}\n`)
} catch (error) {
  process.stderr.write(`newsroom-web-server: ${error instanceof Error ? error.message : 'failed'}\n`)
  // sysexits.h: 78 is a wrong configuration, 69 something that is not to be had
  process.exitCode = error instanceof SettingsError || error instanceof PageConfigurationError ? 78 : 69
}
