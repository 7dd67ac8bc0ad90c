import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { findCanary } from '@postern/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type DeploymentKey, sealedRecords, sqliteStore } from '../src/index.ts'
import { type Key, keyOf } from '../src/sealed/cipher.ts'
import { createKeyRing } from '../src/sealed/deployment-key.ts'
import { openInner } from '../src/sealed/envelopes.ts'
import { handleOf, unwrapKey } from '../src/sealed/handle.ts'
import { decodeLayout } from '../src/sealed/layout.ts'
import { aDeploymentKey, aVault, inner, outer, parseInner, parseOuter, type Vault } from './sealed.ts'
import { aTemporaryFolder } from './temporary-folder.ts'

const content = { outer, inner, expiresAt: null, indexes: ['subject:user-of-the-index'] }

interface Filed extends Vault {
  /** A copy of the file with its -wal, as they are at this moment. */
  readonly stolen: () => Loot
}

function aFiledVault(): Filed {
  const folder = aTemporaryFolder()
  const file = join(folder, 'store.sqlite')
  const vault = aVault((now) => sqliteStore({ file, now }))
  onTestFinished(() => vault.store.close())
  let copies = 0
  return {
    ...vault,
    stolen: () => {
      copies += 1
      const copy = join(folder, `copy-${copies}.sqlite`)
      for (const end of ['', '-wal']) copyFileSync(file + end, copy + end)
      return lootOf(copy)
    },
  }
}

interface Loot {
  readonly file: string
  readonly bytes: Buffer
  readonly entries: readonly { readonly key: string; readonly value: Buffer }[]
}

function lootOf(file: string): Loot {
  const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)])
  const database = new DatabaseSync(file)
  const rows = database.prepare('SELECT key, value FROM entry').all()
  database.close()
  return {
    file,
    bytes,
    entries: rows.map(({ key, value }) => ({ key: String(key), value: Buffer.from(value as Uint8Array) })),
  }
}

/** Everything in the loot that could be 32 secret bytes: each window, and each that is written in base64url. */
function* candidates({ entries }: Loot): Generator<Uint8Array<ArrayBuffer>> {
  for (const { key, value } of entries) {
    for (let at = 0; at + 32 <= value.length; at += 1) yield new Uint8Array(value.subarray(at, at + 32))
    const texts = `${key} ${value.toString('latin1')}`.match(/[\w-]{43}/g) ?? []
    for (const text of texts) yield new Uint8Array(Buffer.from(text, 'base64url'))
  }
}

/** The thief's own program on the copy. */
function programOn({ file }: Loot, keys: readonly DeploymentKey[], { clock }: Vault) {
  const store = sqliteStore({ file, now: clock.now })
  onTestFinished(() => store.close())
  return sealedRecords({
    store,
    kind: 'session',
    deploymentKeys: keys,
    randomBytes: (length) => new Uint8Array(length),
    now: clock.now,
    parseOuter,
    parseInner,
  })
}

/** How many of the candidates open a record as a handle does, or an inner envelope as a data key does. */
async function opened(loot: Loot, keys: readonly DeploymentKey[], vault: Vault): Promise<number> {
  const program = programOn(loot, keys, vault)
  let count = 0
  for (const candidate of candidates(loot)) {
    if ((await program.open(candidate).catch(() => undefined)) !== undefined) count += 1
    for (const entry of loot.entries) if (opensInner(entry, keyOf(candidate))) count += 1
  }
  return count
}

function opensInner({ key, value }: Loot['entries'][number], dataKey: Key): boolean {
  try {
    openInner(decodeLayout(value)?.inner ?? new Uint8Array(0), key, dataKey)
    return true
  } catch {
    return false
  }
}

/** The data keys that a handle and the deployment key unwrap in a copy. */
function dataKeysOf({ entries }: Loot, secret: Uint8Array, keys: readonly DeploymentKey[]): readonly Key[] {
  const handle = handleOf('session', secret)
  return entries.flatMap(({ key, value }) =>
    (decodeLayout(value)?.header.wraps ?? []).flatMap(
      (wrap) => unwrapKey(wrap, handle, key, createKeyRing(keys).current) ?? [],
    ),
  )
}

/** A record that lives through everything that handles live through, and copies of all its ages. */
async function aLife() {
  const vault = aFiledVault()
  const { records, clock } = vault
  const { secret, record } = await records.create(content)
  const copies = [vault.stolen()]
  const rotated = await records.rotateHandle(record)
  const successor = rotated?.handle.successor ?? new Uint8Array(0)
  copies.push(vault.stolen())
  const arrived = await records.open(successor)
  if (arrived !== undefined) await records.settleHandle(arrived, { graceMs: 1_000 })
  copies.push(vault.stolen())
  clock.advance(1_000)
  const settled = await records.open(successor)
  const held = settled && (await records.replaceHandle(settled))
  copies.push(vault.stolen())
  if (held === undefined) throw new Error('not replaced')
  return { vault, copies, secret, successor, newest: held.secret }
}

describe('a stolen copy of the store, and every backup of it (RT-1)', () => {
  it('is searched in a way that finds a handle and a data key where they lie', async () => {
    const vault = aFiledVault()
    const { secret } = await vault.records.create(content)
    const [dataKey] = dataKeysOf(vault.stolen(), secret, vault.keys)
    const proof = { if: 'absent', expiresAt: null } as const
    await vault.store.put('proof/handle', Buffer.from(secret), proof)
    await vault.store.put('proof/key', Buffer.concat([dataKey?.export() ?? Buffer.of()]), proof)
    const copy = vault.stolen()
    expect(await opened(copy, vault.keys, vault)).toBe(2)
    expect(await opened(copy, [aDeploymentKey()], vault)).toBe(1)
  })

  it('opens nothing without the deployment key: no envelope, no handle', async () => {
    const { vault, copies } = await aLife()
    for (const copy of copies) {
      const strangers = programOn(copy, [aDeploymentKey()], vault)
      const [entry] = copy.entries
      const recordId = entry?.key.slice('session/'.length) ?? ''
      await expect(strangers.openOuter(recordId)).rejects.toMatchObject({ code: 'DEPLOYMENT_KEY_UNKNOWN' })
      expect((await strangers.findOuter('subject:user-of-the-index')).found).toEqual([])
      expect(await opened(copy, [aDeploymentKey()], vault)).toBe(0)
    }
  })

  it('opens the outer envelopes with the deployment key, and nothing else: no token, no handle', async () => {
    const { vault, copies, secret, successor, newest } = await aLife()
    for (const copy of copies) {
      const program = programOn(copy, vault.keys, vault)
      const { found } = await program.findOuter('subject:user-of-the-index')
      expect(found).toMatchObject([{ outer }])
      expect(JSON.stringify(found)).not.toContain(inner.accessToken)
      expect(await opened(copy, vault.keys, vault)).toBe(0)
      for (const canary of [secret, successor, newest, inner.accessToken])
        expect(findCanary(copy.bytes, canary)).toEqual([])
    }
  })

  it('gives away the records of one handle alone: each record has a data key of its own', async () => {
    const vault = aFiledVault()
    const held = [await vault.records.create(content), await vault.records.create(content)]
    const copy = vault.stolen()
    const dataKeys = held.flatMap(({ secret }) => dataKeysOf(copy, secret, vault.keys))
    const opens = copy.entries.map((entry) => dataKeys.filter((dataKey) => opensInner(entry, dataKey)).length)
    expect(dataKeys).toHaveLength(2)
    expect(opens).toEqual([1, 1])
  })

  it('is opened by the handles of its own age alone', async () => {
    const { vault, copies, secret, successor, newest } = await aLife()
    const opens = async (copy: Loot, handle: Uint8Array) =>
      (await programOn(copy, vault.keys, vault).open(handle)) !== undefined
    const seen = []
    for (const copy of copies)
      seen.push(await Promise.all([secret, successor, newest].map((handle) => opens(copy, handle))))
    expect(seen).toEqual([
      [true, false, false],
      [true, true, false],
      // Its grace was over when the thief tried.
      [false, true, false],
      [false, false, true],
    ])
  })

  it.each([
    ['timed rotation', 0, 1],
    ['replacement (FIX-1)', 2, 3],
  ])(
    'has no key to what is written after a %s, even with the deployment key and the handle of then',
    async (_, before, after) => {
      const { vault, copies, secret, successor } = await aLife()
      const [then, now] = [copies[before], copies[after]]
      if (then === undefined || now === undefined) throw new Error('no such copy')
      const keys = [secret, successor].flatMap((handle) => dataKeysOf(then, handle, vault.keys))
      expect(keys.length).toBeGreaterThan(0)
      const opensIn = (copy: Loot) =>
        copy.entries.flatMap((entry) => keys.filter((key) => opensInner(entry, key)))
      expect(opensIn(then)).toHaveLength(keys.length)
      expect(opensIn(now)).toEqual([])
    },
  )
})
