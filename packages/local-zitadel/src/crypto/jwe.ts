import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'

// By hand, on node:crypto: WebCrypto, which every JOSE library stands on, takes a third of a millisecond for a value of 30 bytes, and each
// call to this server has one to three of them. The tests hold it against `jose` both ways.

const sizes = { key: 32, iv: 12, tag: 16 } as const
const algorithms = { alg: 'A256GCMKW', enc: 'A256GCM' } as const

/** Encrypts to a compact JWE with A256GCMKW and A256GCM (RFC 7516 §3.1, RFC 7518 §4.7, §5.3). `key` has 32 bytes. */
export function encryptCompact(key: Uint8Array, plain: string, options: { readonly kid?: string }): string {
  const contentKey = randomBytes(sizes.key)
  const wrapped = seal(key, contentKey, empty)
  const { iv, tag } = wrapped
  const header = encode(
    JSON.stringify({
      ...algorithms,
      ...options,
      iv: iv.toString('base64url'),
      tag: tag.toString('base64url'),
    }),
  )
  const sealed = seal(contentKey, Buffer.from(plain, 'utf8'), Buffer.from(header, 'ascii'))
  const parts = [wrapped.text, sealed.iv, sealed.text, sealed.tag].map((part) => part.toString('base64url'))
  return [header, ...parts].join('.')
}

/** What such a JWE says, or nothing when it is none, is damaged, or was made with another key. */
export function decryptCompact(key: Uint8Array, token: string): string | undefined {
  const parts = token.split('.')
  if (parts.length !== 5) return undefined
  const [header = '', wrapped = '', iv = '', text = '', tag = ''] = parts
  try {
    // Nobody asks for `alg` and `enc`: the header is authenticated below, so only one that we wrote gets through.
    const said = JSON.parse(decode(header).toString('utf8')) as Readonly<Record<string, unknown>>
    const contentKey = open(key, {
      iv: decode(said['iv']),
      text: decode(wrapped),
      tag: decode(said['tag']),
      additional: empty,
    })
    const plain = open(contentKey, {
      iv: decode(iv),
      text: decode(text),
      tag: decode(tag),
      additional: Buffer.from(header, 'ascii'),
    })
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch {
    return undefined
  }
}

const empty = Buffer.alloc(0)

/** Keys go in as KeyObjects: Node takes four times as long to find out that bytes are none. */
function seal(key: Uint8Array, plain: Uint8Array, additional: Uint8Array) {
  const iv = randomBytes(sizes.iv)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), iv, { authTagLength: sizes.tag }).setAAD(
    additional,
  )
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return { iv, text, tag: cipher.getAuthTag() }
}

function open(
  key: Uint8Array,
  sealed: { readonly iv: Buffer; readonly text: Buffer; readonly tag: Buffer; readonly additional: Buffer },
): Buffer {
  // The one length that is used: GCM would take a tag of fewer bytes, and so a weaker one.
  if (sealed.iv.length !== sizes.iv) throw new TypeError('an iv of another length')
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), sealed.iv, {
    authTagLength: sizes.tag,
  })
  decipher.setAAD(sealed.additional).setAuthTag(sealed.tag)
  return Buffer.concat([decipher.update(sealed.text), decipher.final()])
}

const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64url')

/** Node reads base64url leniently; a token that was changed in its unused bits or has other signs in it is another token. */
function decode(text: unknown): Buffer {
  if (typeof text !== 'string') throw new TypeError('no text')
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new TypeError('no base64url')
  return bytes
}
