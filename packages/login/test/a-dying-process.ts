import { createInternet, secureRandom } from '@postern/testkit'
import { sqliteStore } from '@postern/store'
import { createLoginEngine, parseApplicationKey, parseServiceAccountKey } from '../src/index.ts'

/** What the parent gives in `process.argv[2]`, as JSON. */
export interface DyingProcess {
  readonly issuer: string
  readonly projectId: string
  readonly redirectUri: string
  readonly keyFiles: { readonly application: unknown; readonly loginClient: unknown }
  readonly storeFile: string
  readonly deploymentKey: readonly number[]
  /** The clock stands still. */
  readonly now: number
  readonly loginName: string
  readonly password: string
  /** The call at which it hangs: a pattern of method and URL, before it is asked or after it was answered. */
  readonly at: string
  readonly when: 'before' | 'after'
}

/** A process that logs a user in, hangs at a call, says so, and waits to be killed. */
async function main(given: DyingProcess): Promise<void> {
  const internet = createInternet()
  internet.forward(given.issuer, given.issuer)
  const now = (): number => given.now
  const engine = createLoginEngine(
    {
      http: internet,
      now,
      randomBytes: secureRandom,
      store: sqliteStore({ file: given.storeFile, now }),
      deploymentKeys: [{ id: 'test', key: Uint8Array.from(given.deploymentKey) }],
    },
    {
      issuer: given.issuer,
      allowPlainHttpOnLoopback: true,
      application: parseApplicationKey(given.keyFiles.application),
      loginClient: { kind: 'key', key: parseServiceAccountKey(given.keyFiles.loginClient) },
      redirectUri: given.redirectUri,
      projectId: given.projectId,
      sessionLifetimeSeconds: 43_200,
    },
  )
  await engine.ready()
  const { handle } = await engine.begin({ device: { address: null, userAgent: null } })
  const held = internet.hold(new RegExp(given.at), { when: given.when })
  const password = new TextEncoder().encode(given.password)
  engine.prove(handle, { method: 'password', loginName: given.loginName, password }).catch(() => undefined)
  await held.reached
  process.stdout.write('hanging\n')
  // Killed long before; the parent may have died itself.
  setTimeout(() => process.exit(1), 60_000)
}

await main(JSON.parse(process.argv[2] ?? '{}'))
