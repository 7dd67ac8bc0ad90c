import { resolve } from 'node:path'
import { checkFiles } from '../check/check-files.ts'
import { checkOnline } from '../check/check-online.ts'
import type { Check } from '../check/finding.ts'
import { checkLines, findingLines } from '../check/say-checks.ts'
import { secureRandom, withNetwork } from '../deployment.ts'
import { CommandError } from '../exit-codes.ts'
import { jsonLine } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export interface CheckConfigOptions {
  readonly config: string
  readonly online: boolean
  readonly json: boolean
}

/**
 * `postern check-config`: everything that is wrong with a configuration, the files that it names and their modes, all of it at once; with
 * `--online` also whether ZITADEL would go along. Warnings alone do not fail. No value of a setting is shown.
 */
export async function checkConfig(options: CheckConfigOptions, terminal: Terminal): Promise<void> {
  const { findings, config } = await checkFiles(resolve(options.config), {
    ...terminal,
    hasModes: process.platform !== 'win32',
  })
  const checks: readonly Check[] =
    options.online && config !== null
      ? await withNetwork(config, (http) =>
          checkOnline(config, { http, now: terminal.now, randomBytes: secureRandom }),
        )
      : []
  const errors = findings.filter(({ level }) => level === 'error').length
  const bad = checks.filter(({ outcome }) => outcome === 'bad')
  if (options.json) terminal.out(jsonLine({ ok: errors === 0 && bad.length === 0, findings, checks }))
  else {
    for (const line of findingLines(findings)) terminal.out(line)
    if (checks.length > 0) for (const line of checkLines(checks, terminal)) terminal.out(line)
    if (errors === 0 && bad.length === 0) terminal.out('The configuration is good.')
  }
  if (errors > 0)
    throw new CommandError(
      'configuration',
      `${errors} ${errors === 1 ? 'error' : 'errors'} in the configuration`,
    )
  if (bad.length > 0)
    throw new CommandError(reasonOf(bad), 'ZITADEL does not go along with the configuration')
}

const reasonOf = (bad: readonly Check[]): 'unavailable' | 'configuration' =>
  bad.every(({ detail }) => /^ISSUER_(UNREACHABLE|TIMEOUT|BUSY)/.test(detail))
    ? 'unavailable'
    : 'configuration'
