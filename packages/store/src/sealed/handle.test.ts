import { secureRandom } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { aDeploymentKey } from '../../test/sealed.ts'
import { keyOf } from './cipher.ts'
import { createKeyRing, type DerivedKeys } from './deployment-key.ts'
import { handleOf, unwrapKey, wrapKey } from './handle.ts'

const aRing = (): DerivedKeys => createKeyRing([aDeploymentKey()]).current

describe('a wrapped data key', () => {
  const keys = aRing()
  const handle = handleOf('session', secureRandom(32))
  const dataKey = keyOf(secureRandom(32))
  const wrap = wrapKey(dataKey, handle, 'session/a', keys, { now: () => 1, randomBytes: secureRandom })

  it('opens for its handle, at its place, under its deployment key', () => {
    expect(unwrapKey(wrap, handle, 'session/a', keys)?.equals(dataKey)).toBe(true)
  })

  it('opens for nobody who lacks one of the three, or has changed its name or key id', () => {
    const another = handleOf('session', secureRandom(32))
    expect(unwrapKey(wrap, another, 'session/a', keys)).toBeUndefined()
    expect(unwrapKey(wrap, handle, 'session/b', keys)).toBeUndefined()
    expect(unwrapKey(wrap, handle, 'session/a', { ...aRing(), id: keys.id })).toBeUndefined()
    expect(unwrapKey(wrap, { ...handle, kind: 'attempt' }, 'session/a', keys)).toBeUndefined()
    expect(unwrapKey({ ...wrap, name: another.name }, handle, 'session/a', keys)).toBeUndefined()
    expect(unwrapKey({ ...wrap, keyId: 'other' }, handle, 'session/a', keys)).toBeUndefined()
  })

  it('holds neither the key nor the secret', () => {
    expect(Buffer.from(wrap.wrapped).includes(dataKey.export())).toBe(false)
    expect(Buffer.from(wrap.name, 'base64url').equals(handle.material.export())).toBe(false)
  })
})

it('a handle has a name of its own in each kind, and a secret of 32 bytes', () => {
  const secret = secureRandom(32)
  expect(handleOf('session', secret).name).not.toBe(handleOf('attempt', secret).name)
  for (const length of [0, 31, 33]) {
    expect(() => handleOf('session', secureRandom(length))).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    )
  }
})
