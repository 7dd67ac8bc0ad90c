import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CheckConfigOptions } from './commands/check-config.ts'
import type { LocalOptions } from './commands/local.ts'
import type { LoginOptions } from './commands/login.ts'
import type { EndOptions, ListOptions } from './commands/sessions.ts'
import type { SetupOptions } from './commands/setup.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/**
 * The `postern` command: what can be asked of it, and nothing of how it is done. A command's code is loaded when it is asked for: the
 * gateway and the local server are a thousand modules together, and no run needs both.
 */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('postern')
    .description('Back-channel login to ZITADEL: your own form, no redirect, every token on the server.')
    .version(ownVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError()
    .addHelpText('after', `\nExit codes:\n${exitCodeLines().join('\n')}`)

  program
    .command('serve')
    .description('run the gateway')
    .requiredOption('--config <file>', 'the configuration, JSON; its schema is docs/config.schema.json')
    .option('--json', 'say what happens as lines of JSON', false)
    .action(async (options: { config: string; json: boolean }) =>
      (await import('./commands/serve.ts')).serve(options, terminal),
    )

  program
    .command('local')
    .description('run a local server that behaves like ZITADEL, on loopback, for development and tests')
    .option('--port <n>', 'where to listen; 0 takes a free port', parsePort, 8080)
    .option(
      '--data <dir>',
      'where accounts, keys and secrets last between starts; without it they are gone at the end',
    )
    .option(
      '--write <dir>',
      'write admin.pat, admin-key.json, login-client.pat and the files of the seed there',
    )
    .option('--seed <file>', '`default`, `empty`, or a file; its schema is docs/seed.schema.json', 'default')
    .option(
      '--application <origin>',
      'where the application of the default seed is (default: "http://localhost:3000")',
      parseOrigin,
    )
    .option(
      '--browser-application <origin>',
      'where the page of the default seed is that logs in by itself (default: as --application)',
      parseOrigin,
    )
    .option(
      '--deny-loopback',
      'refuse back-channel logout addresses on loopback, as ZITADEL does unless told otherwise',
      false,
    )
    .option('--as-original', 'behave as ZITADEL also where this server is otherwise safer or quicker', false)
    .option(
      '--tarpit',
      'hold back the answers to wrong passwords, from the tenth in a row on; --as-original does too',
    )
    .option(
      '--read-lag-ms <n>',
      'how late reads see what was just made or changed (ZITADEL: about 80)',
      parseMilliseconds,
      0,
    )
    .option(
      '--password-check-ms <n>',
      'waiting time of every password check (ZITADEL: about 1000)',
      parseMilliseconds,
      0,
    )
    .option('--json', 'print one line of JSON when it is ready', false)
    .action(async (options: LocalOptions) => (await import('./commands/local.ts')).local(options, terminal))

  program
    .command('setup')
    .description(
      'make at ZITADEL what a deployment needs, write its configuration and its keys into a folder, and show that they work; can be run again',
    )
    .requiredOption('--issuer <url>', 'the issuer of the ZITADEL, as its discovery document says it')
    .option('--admin-key <file>', 'key file of a service account that is IAM_OWNER')
    .option('--admin-token-file <file>', 'or a file with its personal access token')
    .requiredOption('--out <dir>', 'where the configuration, the keys and what is remembered of it go')
    .option(
      '--public-origin <origin>',
      'where browsers reach the gateway: makes the redirect URIs',
      parseOrigin,
    )
    .option('--name <prefix>', 'with which all names begin', parseName, 'postern')
    .option('--role <key...>', 'roles of the project', ['user'])
    .option('--organization <id>', "whose project it is (default: the administrator's own)")
    .addOption(
      new Option(
        '--api <kind>',
        'how the API proves itself: with a secret, with a key, each, or there is none',
      )
        .choices(['basic', 'key', 'both', 'none'])
        .default('basic'),
    )
    .option('--no-backchannel-logout', 'ZITADEL shall not tell the gateway of sessions that end')
    .option('--key-days <n>', 'how long new keys live', parseDays, 365)
    .option('--allow-insecure-loopback', 'take plain http on this machine, for development', false)
    .option('--dry-run', 'show the plan, and end', false)
    .option('--remove', 'undo it: remove exactly what it made', false)
    .option('--yes', 'do not ask', false)
    .option('--json', 'lines of JSON', false)
    .action(async ({ role, ...options }: SetupOptions & { role: readonly string[] }) =>
      (await import('./commands/setup.ts')).setup({ ...options, roles: role }, terminal),
    )

  program
    .command('check-config')
    .description('say everything that is wrong with a configuration and the files that it names, at once')
    .requiredOption('--config <file>', 'the configuration')
    .option('--online', 'ask ZITADEL too: discovery, credentials, rights', false)
    .option('--json', 'one line of JSON', false)
    .action(async (options: CheckConfigOptions) =>
      (await import('./commands/check-config.ts')).checkConfig(options, terminal),
    )

  program
    .command('login')
    .description(
      'log in with the settings of a gateway, show the steps and who it is, and end the session; password and code are asked for, or are lines of standard input',
    )
    .argument('<login-name>', 'who logs in')
    .requiredOption('--config <file>', 'the configuration')
    .option(
      '--print-access-token',
      'print the access token and nothing else on standard output; it lives until the command is ended',
      false,
    )
    .option('--json', 'one line of JSON', false)
    .action(async (loginName: string, options: Omit<LoginOptions, 'loginName'>) =>
      (await import('./commands/login.ts')).login({ ...options, loginName }, terminal),
    )

  const sessions = program
    .command('sessions')
    .description(
      'see and end the sessions of a gateway, running or not, by its store and its deployment keys',
    )
  sessions
    .command('list')
    .description('list the living sessions, the one used last first')
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .option('--subject <id>', 'only those of one user')
    .option('--json', 'one line of JSON for each session', false)
    .action(async (options: ListOptions) =>
      (await import('./commands/sessions.ts')).listSessions(options, terminal),
    )
  sessions
    .command('end')
    .description(
      'end all sessions of a user, or one; a running gateway tells ZITADEL and cuts off what is open',
    )
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .option('--subject <id>', 'end all sessions of this user')
    .option('--session <id>', 'end the session of this id, as `sessions list` and the audit trail say it')
    .option('--json', 'say how many as a line of JSON', false)
    .action(async (options: EndOptions) =>
      (await import('./commands/sessions.ts')).endSessions(options, terminal),
    )

  return program
}

function exitCodeLines(): readonly string[] {
  return Object.values(exitCodes).map(({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`)
}

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return port
}

function parseOrigin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text)
    throw new InvalidArgumentError('an origin is as http://localhost:3000, without a path')
  return text
}

/** Names at ZITADEL and of its users are made of it. */
function parseName(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(text))
    throw new InvalidArgumentError('small letters, digits and hyphens, 40 at most')
  return text
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!/^\d+$/.test(text) || days < 2 || days > 3_650) throw new InvalidArgumentError('days, from 2 to 3650')
  return days
}

function parseMilliseconds(text: string): number {
  const ms = Number(text)
  if (!/^\d+$/.test(text) || ms > 60_000) throw new InvalidArgumentError('milliseconds, from 0 to 60000')
  return ms
}
