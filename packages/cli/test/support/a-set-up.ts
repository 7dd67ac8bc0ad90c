import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalZitadel } from '@postern/local-zitadel'
import type { HttpRequest, HttpResponse } from '@postern/protocol'
import { onTestFinished } from 'vitest'
import { type SetupOptions, setup } from '../../src/commands/setup.ts'
import { withNetwork } from '../../src/deployment.ts'
import { createKeyPair, type KeyPair } from '../../src/setup/key-pair.ts'
import { aTerminal, type TestTerminal } from './a-terminal.ts'

/** What a call to ZITADEL meets: `send` lets it through. */
export type Meet = (request: HttpRequest, send: () => Promise<HttpResponse>) => Promise<HttpResponse>

/** A few pairs, made once: making them is most of the time of a set-up. No two of one deployment are the same (JWTB-4). */
const pairs: Promise<KeyPair>[] = []
const mostPairs = 5

function keyPairs(): () => Promise<KeyPair> {
  let next = 0
  return () => {
    const pair = (pairs[next % mostPairs] ??= createKeyPair())
    next += 1
    return pair
  }
}

/** One deployment to set up: a folder, the administrator's key, and a name of its own. */
export function aSetUp(
  zitadel: LocalZitadel,
  name: string,
  changes: Partial<SetupOptions> = {},
  atEnd: (work: () => void) => void = onTestFinished,
) {
  const folder = mkdtempSync(join(tmpdir(), 'postern-setup-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const adminKey = join(folder, 'admin-key.json')
  writeFileSync(adminKey, JSON.stringify(zitadel.seeded.adminKey), { mode: 0o600 })
  const out = join(folder, 'deployment')
  const nextPair = keyPairs()
  const options: SetupOptions = {
    issuer: zitadel.issuer,
    publicOrigin: 'http://localhost:3456',
    name,
    roles: ['reader', 'editor'],
    api: 'both',
    backchannelLogout: true,
    allowInsecureLoopback: true,
    adminKey,
    out,
    keyDays: 365,
    dryRun: false,
    remove: false,
    yes: true,
    json: true,
    ...changes,
  }
  return {
    out,
    options,
    file: (name: string) => join(out, name),
    read: (name: string): string => readFileSync(join(out, name), 'utf8'),
    files: () => readdirSync(out).toSorted(),
    modeOf: (name: string) => (statSync(join(out, name)).mode & 0o777).toString(8),
    /** Everything in the folder, and of the administrator, that nobody may see. */
    secrets: () => secretsIn(out, zitadel),
    async run(
      more: Partial<SetupOptions> = {},
      meet?: Meet,
      terminal: TestTerminal = aTerminal(),
      wait: (ms: number) => Promise<void> = async () => {},
    ) {
      let error: unknown = null
      await setup({ ...options, ...more }, terminal, {
        network: (rule, work) =>
          withNetwork(rule, (http) =>
            work(meet === undefined ? http : (request) => meet(request, () => http(request))),
          ),
        wait,
        createKeyPair: nextPair,
      }).catch((cause: unknown) => {
        error = cause
      })
      const said = terminal.lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
      return {
        error,
        seen: terminal.seen(),
        plan: said.find((each) => 'plan' in each)?.plan as { do: string }[] | undefined,
        notes: said.find((each) => 'notes' in each)?.notes as string[] | undefined,
        done: said.flatMap((each) => (each.done?.do === undefined ? [] : [each.done.do as string])),
        checks: said.find((each) => 'checks' in each)?.checks as { outcome: string }[] | undefined,
      }
    },
  }
}

export type TestSetUp = ReturnType<typeof aSetUp>

function secretsIn(out: string, zitadel: LocalZitadel): readonly string[] {
  const pem = (text: string): string[] =>
    text.includes('BEGIN') ? text.split('\n').filter((line) => line.length > 40) : []
  const files = readdirSync(out).flatMap((name) => {
    const text = readFileSync(join(out, name), 'utf8')
    if (name === 'deployment.key') return [text.trim()]
    const value = JSON.parse(text) as { key?: string; clientSecret?: string }
    return [...pem(value.key ?? ''), ...(value.clientSecret === undefined ? [] : [value.clientSecret])]
  })
  return [...files, ...pem(zitadel.seeded.adminKey.key), zitadel.seeded.adminPat.trim()]
}

/** Everything at ZITADEL by name, for comparing: which projects with what in them, which users with which roles. */
export async function snapshotOf(zitadel: LocalZitadel) {
  const call = async (method: string, body: object) => {
    const answer = await fetch(`${zitadel.issuer}/zitadel.${method}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${zitadel.seeded.adminPat.trim()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as Record<string, Record<string, never>[] | undefined>
  }
  const { projects = [] } = await call('project.v2.ProjectService/ListProjects', {})
  const { applications = [] } = await call('application.v2.ApplicationService/ListApplications', {})
  const { administrators = [] } = await call(
    'internal_permission.v2.InternalPermissionService/ListAdministrators',
    {},
  )
  const { result: users = [] } = await call('user.v2.UserService/ListUsers', {
    queries: [{ typeQuery: { type: 'TYPE_MACHINE' } }],
  })
  return {
    projects: projects.map(({ name }) => String(name)).toSorted(),
    applications: applications
      .map(({ name, oidcConfiguration }: Record<string, unknown>) => ({
        name,
        oidc: oidcConfiguration === undefined ? null : withoutIds(oidcConfiguration as object),
      }))
      .toSorted((a, b) => String(a.name).localeCompare(String(b.name))),
    administrators: administrators
      .map(({ user, roles }: Record<string, unknown>) =>
        JSON.stringify([user, roles]).replaceAll(/\d{10,}/g, '#'),
      )
      .toSorted(),
    users: users.map(({ username }) => String(username)).toSorted(),
  }
}

const withoutIds = (configuration: object) =>
  Object.fromEntries(Object.entries(configuration).filter(([name]) => name !== 'clientId'))
