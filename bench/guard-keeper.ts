/** A process whose guard keeps answers about many tokens, and says what they take: `node --expose-gc bench/guard-keeper.ts 10000`. */
import { createGuard } from '@postern/guard'
import { testIssuer } from '@postern/testkit'

export interface KeptBytes {
  /** Heap and buffers. */
  readonly before: number
  readonly after: number
  /** One answer of the issuer, as JSON. */
  readonly answer: number
}

const count = Number(process.argv[2])
const warmUp = 500
const organization = { '310': 'paper.example' }
const roles = { editor: organization, reader: organization }
const claims = {
  scope: 'openid profile email urn:zitadel:iam:user:resourceowner',
  username: 'ada@paper.example',
  amr: ['pwd', 'mfa'],
  auth_time: 1_800_000_000,
  name: 'Ada Lovelace',
  preferred_username: 'ada@paper.example',
  'urn:zitadel:iam:user:resourceowner:id': '310',
  'urn:zitadel:iam:user:resourceowner:name': 'Paper',
  'urn:zitadel:iam:user:resourceowner:primary_domain': 'paper.example',
  'urn:zitadel:iam:org:project:roles': roles,
  'urn:zitadel:iam:org:project:311:roles': roles,
}
const issuer = await testIssuer({ now: Date.now })
const guard = createGuard({
  issuer: issuer.issuer,
  introspection: issuer.credential,
  audience: issuer.audience,
  cache: { maxAgeSeconds: 300, maxEntries: count + warmUp },
  fetch: issuer.fetch,
  now: Date.now,
  onEvent: () => {},
})

async function keep(more: number): Promise<void> {
  for (let n = 0; n < more; n += 1) {
    const token = issuer.opaque({ ...claims, sub: String(312_000 + n) })
    const headers = new Headers({ authorization: `Bearer ${token}` })
    const judged = await guard({ method: 'GET', url: '/news', headers })
    if (judged.kind !== 'principal') throw new Error(judged.detail)
    // what is measured is what the guard keeps, not what the issuer does
    issuer.revoke(token)
  }
}

function held(): number {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

await keep(warmUp)
const before = held()
await keep(count)
const after = held()
const answer = Buffer.byteLength(JSON.stringify(claims))
process.stdout.write(`${JSON.stringify({ before, after, answer } satisfies KeptBytes)}\n`)
// the guard must live until it was measured
await keep(1)
