import { secureRandom } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { parseDeploymentKey } from '../src/index.ts'
import { aDeploymentKey, aVault, inner, outer } from './sealed.ts'

const content = { outer, inner, expiresAt: null, indexes: ['subject:1'] }
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

describe('rotating the deployment key (KEY-3)', () => {
  it('ends no session while the old key is still in the ring', async () => {
    const { records, reopened, keys } = aVault()
    const { secret, recordId } = await records.create(content)
    const rotated = reopened({ keys: [aDeploymentKey(), ...keys] })
    expect(await rotated.open(secret)).toMatchObject({ inner, outer })
    expect(await rotated.openOuter(recordId)).toMatchObject({ outer })
  })

  it('finds by an index what was written under any key of the ring, each once', async () => {
    const { records, reopened, keys } = aVault()
    const old = await records.create(content)
    const rotated = reopened({ keys: [aDeploymentKey(), ...keys] })
    const fresh = await rotated.create(content)
    const found = async (): Promise<readonly string[]> =>
      (await rotated.findOuter('subject:1')).found.map(({ recordId }) => recordId).sort()
    expect(await found()).toEqual([old.recordId, fresh.recordId].sort())
    const opened = await rotated.open(old.secret)
    if (opened !== undefined) await rotated.replace(opened, {})
    expect(await found()).toEqual([old.recordId, fresh.recordId].sort())
  })

  it('seals under the new key what is written from then on', async () => {
    const { records, reopened, keys } = aVault()
    const old = await records.create(content)
    const key = aDeploymentKey()
    const rotated = reopened({ keys: [key, ...keys] })
    const fresh = await rotated.create(content)
    const opened = await rotated.open(old.secret)
    const held = opened && (await rotated.replaceHandle(opened))
    const alone = reopened({ keys: [key] })
    expect(await alone.open(fresh.secret)).toMatchObject({ inner })
    expect(held && (await alone.open(held.secret))).toMatchObject({ inner })
  })

  it('ends all sessions of a key that is taken out, also those whose outer envelope was written since', async () => {
    const { records, reopened, keys } = aVault()
    const [untouched, touched] = [await records.create(content), await records.create(content)]
    const key = aDeploymentKey()
    const rotated = reopened({ keys: [key, ...keys] })
    const opened = await rotated.open(touched.secret)
    expect(opened && (await rotated.replace(opened, {}))).toBeDefined()
    const alone = reopened({ keys: [key] })
    for (const { secret } of [untouched, touched]) {
      await expect(alone.open(secret)).rejects.toMatchObject({ code: 'DEPLOYMENT_KEY_UNKNOWN' })
    }
    expect(await alone.openOuter(touched.recordId)).toMatchObject({ outer })
  })
})

describe('a deployment key', () => {
  it('has the same id wherever it is read, another than any other', () => {
    const text = textOf(secureRandom(32))
    expect(parseDeploymentKey(text).id).toBe(parseDeploymentKey(`${text}\n`).id)
    expect(parseDeploymentKey(text).id).not.toBe(aDeploymentKey().id)
    expect(text).not.toContain(parseDeploymentKey(text).id)
  })

  it.each([
    ['nothing', ''],
    ['31 bytes', textOf(secureRandom(31))],
    ['33 bytes', textOf(secureRandom(33))],
    ['padding', `${textOf(secureRandom(32))}=`],
    ['the other alphabet', `+/${textOf(secureRandom(32)).slice(2)}`],
    ['bits after the end', `${textOf(secureRandom(32)).slice(0, -1)}B`],
    ['hex', Buffer.from(secureRandom(32)).toString('hex')],
    ['one byte 32 times', textOf(new Uint8Array(32).fill(7))],
  ])('is not %s (KEY-4)', (_, text) => {
    let error: unknown
    try {
      parseDeploymentKey(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ name: 'StoreError', code: 'DEPLOYMENT_KEY_INVALID' })
    expect(String(error)).not.toContain(text || 'an empty text is in every text')
  })

  it('is needed, has 32 bytes, and no other has its id', () => {
    const { reopened } = aVault()
    const key = aDeploymentKey()
    for (const keys of [
      [],
      [key, key],
      [{ id: 'short', key: new Uint8Array(31) }],
      [{ id: 'a b', key: key.key }],
    ]) {
      expect(() => reopened({ keys })).toThrow(expect.objectContaining({ code: 'DEPLOYMENT_KEY_INVALID' }))
    }
  })
})
