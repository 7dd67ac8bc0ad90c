import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createChildren } from './children.ts'
import {
  browserPageConfiguration,
  evictionsSecretFile,
  gatewayConfiguration,
  loadOrCreateSecrets,
  serverPageConfiguration,
} from './configuration.ts'
import { buildPage, placePage, watchPage } from './page.ts'
import { freePort } from './ports.ts'

const root = resolve(import.meta.dirname, '..')

/**
 * Local ZITADEL, the newsroom's API and its page twice, as processes of their own on loopback: behind the gateway, which keeps the tokens,
 * and from a server of static files, where the page keeps them itself. Then waits for Ctrl-C.
 * Accounts and sessions last between starts in `.postern/` (or `--data DIR`). `--port N` is where the newsroom is to be (usually
 * 3000); 0 takes free ports only.
 */
export async function start(parameters: readonly string[]): Promise<number> {
  const json = parameters.includes('--json')
  const dev = parameters.includes('--dev')
  const data = resolve(valueOf(parameters, '--data') ?? join(root, '.postern'))
  const port = Number(valueOf(parameters, '--port') ?? 3000)
  const startedAt = performance.now()
  const say = (line: string): void => void (json ? undefined : process.stdout.write(`${line}\n`))
  mkdirSync(data, { recursive: true, mode: 0o700 })

  const children = createChildren()
  const stop = new AbortController()
  const asked = new Promise<string>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(signal))
  })
  const logFile = join(data, 'newsroom.log')
  const log = (name: string, line: string): void => {
    appendFileSync(logFile, `[${name}] ${line}\n`, { mode: 0o600 })
    if (dev && !json) process.stderr.write(`[${name}] ${line}\n`)
  }

  try {
    const [built, zitadelPort, apiPort, appPort, healthPort, browserAppPort] = await Promise.all([
      buildPage(root),
      freePort(port === 0 ? 0 : 8080),
      freePort(port === 0 ? 0 : port + 1),
      freePort(port),
      freePort(port === 0 ? 0 : port + 2),
      freePort(port === 0 ? 0 : port + 3),
    ])
    const app = `http://localhost:${appPort}`
    const browserApp = `http://localhost:${browserAppPort}`
    const page = join(data, 'page')
    const place = (): void => placePage(built, page, serverPageConfiguration(browserApp))
    place()
    say('  local ZITADEL …')
    const zitadel = await children.start({
      name: 'zitadel',
      parameters: [
        join(root, 'packages/cli/bin/postern.js'),
        'local',
        '--json',
        '--port',
        String(zitadelPort),
        '--data',
        join(data, 'zitadel'),
        '--write',
        join(data, 'credentials'),
        '--application',
        app,
        '--browser-application',
        browserApp,
      ],
      log,
    })
    const issuer = String(zitadel['issuer'])
    const api = applicationFile(data, 'newsroom-api-secret.json')
    const secretFile = join(data, 'newsroom-api.secret')
    writeFileSync(secretFile, api['clientSecret'] ?? '', { mode: 0o600 })
    say('  the newsroom’s API and the gateway …')
    const startApi = {
      name: 'api',
      parameters: [
        ...(dev ? ['--watch', '--watch-preserve-output'] : []),
        join(root, 'examples/newsroom/api/start.js'),
      ],
      env: {
        HOST: '127.0.0.1',
        PORT: String(apiPort),
        ISSUER: issuer,
        AUDIENCE: api['projectId'] ?? '',
        CLIENT_ID: api['clientId'] ?? '',
        CLIENT_SECRET_FILE: secretFile,
        EVICTIONS_SECRET_FILE: join(data, evictionsSecretFile),
        DATABASE: join(data, 'newsroom.sqlite'),
        PAGE_ORIGIN: browserApp,
      },
      log,
    }
    const configuration = join(data, 'gateway.json')
    loadOrCreateSecrets(data)
    writeFileSync(
      configuration,
      JSON.stringify(
        gatewayConfiguration({
          app,
          appPort,
          healthPort,
          apiPort,
          issuer,
          page,
          projectId: api['projectId'] ?? '',
        }),
        null,
        2,
      ),
    )
    const startGateway = {
      name: 'gateway',
      parameters: [join(root, 'packages/cli/bin/postern.js'), 'serve', '--json', '--config', configuration],
      log,
    }
    const pageConfiguration = join(data, 'page.json')
    writeFileSync(
      pageConfiguration,
      JSON.stringify(
        browserPageConfiguration({
          app,
          issuer,
          api: `http://127.0.0.1:${apiPort}`,
          projectId: api['projectId'] ?? '',
          clientId: clientIdOf(data, 'newsroom-spa'),
        }),
        null,
        2,
      ),
    )
    const startBrowserApp = {
      name: 'page',
      parameters: [join(root, 'examples/newsroom/web-server/start.js')],
      env: {
        HOST: 'localhost',
        PORT: String(browserAppPort),
        DIRECTORY: built,
        CONFIGURATION: pageConfiguration,
      },
      log,
    }
    // None asks another for anything before somebody comes.
    await Promise.all([startApi, startGateway, startBrowserApp].map((child) => children.start(child)))
    if (dev) watchPage(root, stop.signal, place)

    const [user] = zitadel['users'] as readonly { loginName: string; password: string }[]
    if (json)
      process.stdout.write(
        `${JSON.stringify({ app, browserApp, issuer, user: user?.loginName, password: user?.password })}\n`,
      )
    else
      for (const line of greeting({ app, browserApp, issuer, user, ms: performance.now() - startedAt }))
        say(line)

    const reason = await Promise.race([asked, children.ended])
    if (reason.startsWith('SIG')) return 0
    process.stderr.write(`${reason} ended by itself; everything else is ended too\n`)
    return 1
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'could not start'}\n`)
    return 1
  } finally {
    stop.abort()
    await children.stop(5_000)
  }
}

function valueOf(parameters: readonly string[], name: string): string | undefined {
  const at = parameters.indexOf(name)
  return at < 0 ? undefined : parameters[at + 1]
}

function applicationFile(data: string, name: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(data, 'credentials', name), 'utf8')) as Record<string, string>
}

function clientIdOf(data: string, application: string): string {
  const known = JSON.parse(readFileSync(join(data, 'credentials', 'applications.json'), 'utf8')) as readonly {
    name: string
    clientId: string
  }[]
  return known.find(({ name }) => name === application)?.clientId ?? ''
}

interface Open {
  readonly app: string
  readonly browserApp: string
  readonly issuer: string
  readonly user: { readonly loginName: string; readonly password: string } | undefined
  readonly ms: number
}

function greeting({ app, browserApp, issuer, user, ms }: Open): readonly string[] {
  const bold = (text: string): string => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[0m` : text)
  return [
    '',
    `  The newsroom is open:  ${bold(app)}`,
    '',
    `    user      ${bold(user?.loginName ?? '')}`,
    `    password  ${bold(user?.password ?? '')}`,
    '',
    `  The same page with its tokens in the browser:  ${browserApp}`,
    '',
    `  Its ZITADEL is a local one at ${issuer}. Ready in ${(ms / 1000).toFixed(1)} s. Ctrl-C ends everything.`,
    '',
  ]
}
