import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createInstance } from './create-instance.ts'
import type { Authorization, Session } from './model.ts'
import { sqliteStateStore } from './sqlite-state-store.ts'

const aSession = (id: string): Session => ({
  id,
  createdAt: 1,
  changedAt: 1,
  sequence: 1,
  creatorId: 'c',
  state: 'active',
  tokenId: 't',
  metadata: new Map([['device', new Uint8Array([1, 2])]]),
  challenges: {},
})

const anAuthorization = (id: string): Authorization => ({
  id,
  userId: 'u',
  projectId: 'p',
  organizationId: 'o',
  roleKeys: [],
  state: 'active',
  createdAt: 1,
  changedAt: 1,
})

const step = fc.record({
  what: fc.constantFrom('accounts' as const, 'logins' as const),
  id: fc.constantFrom('1', '2', '3'),
  act: fc.constantFrom('change', 'remove', 'settings'),
  named: fc.boolean(),
  kept: fc.boolean(),
})

it('brings back whatever was changed and told, named or not, in the order in which it came', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'state-store-'))
      const instance = createInstance({ id: 'i', ownProjectId: 'p', tokenKey: new Uint8Array([7]), now: 0 })
      const kept = { instance, lastId: '9', seeded: { adminPat: 'x' } }
      try {
        const store = sqliteStateStore(folder, () => kept)
        expect(store.load()).toBeUndefined()
        store.changed('accounts')
        // Ids are given out once.
        const gone = new Set<string>()
        for (const { what, id, act, named, kept: awaited } of steps) {
          if (gone.has(id)) continue
          if (act === 'settings') {
            instance.sequence++
            store.changed('accounts')
          } else if (act === 'remove') {
            const removed = instance.sessions.get(id)
            instance.sessions.delete(id)
            gone.add(id)
            if (removed !== undefined && named) store.changed('logins', removed)
            else store.changed('logins')
          } else {
            const entity =
              what === 'logins'
                ? (instance.sessions.get(id) ?? aSession(id))
                : (instance.authorizations.get(id) ?? anAuthorization(id))
            entity.changedAt++
            if (what === 'logins') instance.sessions.set(id, entity as Session)
            else instance.authorizations.set(id, entity as Authorization)
            if (named) store.changed(what, entity)
            else store.changed(what)
          }
          if (awaited) await store.kept()
        }
        await store.close()
        const again = sqliteStateStore(folder, () => kept)
        const loaded = again.load()
        await again.close()
        expect(loaded).toEqual(kept)
        expect([...(loaded?.instance.sessions.keys() ?? [])]).toEqual([...instance.sessions.keys()])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
    { numRuns: 25 },
  )
})
