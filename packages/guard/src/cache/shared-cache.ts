import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { parseJson, type RandomBytes } from '@postern/protocol'

/** Where processes share answers: any key-value store, of which these three methods are asked. Whoever can read it learns nothing. */
export interface SharedCache {
  /** Keys are letters, digits, `-` and `_`. Nothing, once `expiresAt` has passed. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Replaces what is there. `expiresAt` in milliseconds since the epoch. */
  set(key: string, value: Uint8Array<ArrayBuffer>, expiresAt: number): Promise<void>
  delete(key: string): Promise<void>
}

export interface SharedCacheOptions {
  readonly store: SharedCache
  /** 32 random bytes or more, the same in all processes of this API: values are sealed, and nobody without it can write one. */
  readonly secret: Uint8Array
  /** For the nonce of each value. */
  readonly randomBytes: RandomBytes
}

/** Values under sealed names: names are HMACs, values AES-256-GCM, bound to their names. What was tampered with is absent. */
export interface SealedCache {
  get(kind: 'answer' | 'end', name: string): Promise<unknown>
  set(kind: 'answer' | 'end', name: string, value: object, expiresAt: number): Promise<void>
  delete(kind: 'answer' | 'end', name: string): Promise<void>
}

export function createSealedCache({ store, secret, randomBytes }: SharedCacheOptions): SealedCache {
  const keyFor = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', secret, '', `postern guard cache 1 ${purpose}`, 32))
  const [nameKey, valueKey] = [keyFor('names'), keyFor('values')]
  const nameOf = (kind: string, name: string): string =>
    createHmac('sha256', nameKey).update(`${kind}\0${name}`).digest('base64url')

  return {
    async get(kind, name) {
      const key = nameOf(kind, name)
      const sealed = await store.get(key)
      return sealed === undefined ? undefined : open(sealed, key, valueKey)
    },
    async set(kind, name, value, expiresAt) {
      const key = nameOf(kind, name)
      await store.set(key, seal(JSON.stringify(value), key, valueKey, randomBytes(12)), expiresAt)
    },
    delete: (kind, name) => store.delete(nameOf(kind, name)),
  }
}

function seal(text: string, name: string, key: Uint8Array, nonce: Uint8Array): Uint8Array<ArrayBuffer> {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  return new Uint8Array(
    Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]),
  )
}

function open(sealed: Uint8Array, name: string, key: Uint8Array): unknown {
  if (sealed.length < 28) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(-16))
    return parseJson(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]))
  } catch {
    return undefined
  }
}
