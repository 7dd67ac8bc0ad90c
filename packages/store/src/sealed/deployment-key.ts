import { createHmac } from 'node:crypto'
import { StoreError } from '../errors.ts'
import { decode, encode } from './base64url.ts'
import { derive, deriveKey, type Key, keyOf } from './cipher.ts'

/**
 * A key of the deployment. The first of a ring seals, all of them open: to rotate, put a new one in front; to end everything
 * that an old one has sealed, take it out (KEY-3).
 */
export interface DeploymentKey {
  /** Stands in clear in every record. 1 to 32 characters of `A-Z a-z 0-9 _ -`. */
  readonly id: string
  /** 32 random bytes. */
  readonly key: Uint8Array
}

const none = new Uint8Array(0)

/**
 * Reads a deployment key from its text: 32 bytes in base64url, 43 characters. Its id is derived from it, so that the same key has
 * the same id on every machine and in every order.
 *
 * @throws {StoreError} `DEPLOYMENT_KEY_INVALID`; the text is not quoted
 */
export function parseDeploymentKey(text: string): DeploymentKey {
  const key = decode(text.trim())
  if (key?.length !== 32 || new Set(key).size < 8) throw new StoreError('DEPLOYMENT_KEY_INVALID')
  return { id: encode(derive(keyOf(key), none, 'postern/deployment-key/id/v1').subarray(0, 9)), key }
}

/** What is derived from one deployment key, each key for one purpose. Derived once, kept as long as the repository. */
export interface DerivedKeys {
  readonly id: string
  /** Makes the key of a record's outer envelope. */
  readonly outer: Key
  /** The salt of every key that wraps a data key: without it, the secret of a handle opens nothing. */
  readonly wrapSalt: Uint8Array
  readonly index: Key
}

export interface KeyRing {
  /** Seals. */
  readonly current: DerivedKeys
  /** Open, the current one first. */
  readonly all: readonly DerivedKeys[]
  /** The keys of an id, or nothing if it is not configured. */
  load(id: string): DerivedKeys | undefined
}

/** @throws {StoreError} `DEPLOYMENT_KEY_INVALID`: none at all, one of another length, an id twice or not well formed */
export function createKeyRing(deploymentKeys: readonly DeploymentKey[]): KeyRing {
  const all = deploymentKeys.map(deriveAll)
  const byId = new Map(all.map((keys) => [keys.id, keys]))
  const [current] = all
  if (current === undefined || byId.size !== all.length) throw new StoreError('DEPLOYMENT_KEY_INVALID')
  return { current, all, load: (id) => byId.get(id) }
}

/** The opaque form of an index term under one deployment key; of no use to whoever holds only the store. */
export function indexTerm({ index }: DerivedKeys, kind: string, term: string): string {
  return `index:${createHmac('sha256', index).update(`${kind}\0${term}`).digest('base64url')}`
}

function deriveAll({ id, key }: DeploymentKey): DerivedKeys {
  if (key.length !== 32 || !/^[\w-]{1,32}$/.test(id)) throw new StoreError('DEPLOYMENT_KEY_INVALID')
  const material = keyOf(key)
  return {
    id,
    outer: deriveKey(material, none, 'postern/deployment-key/outer/v1'),
    wrapSalt: derive(material, none, 'postern/deployment-key/wrap-salt/v1'),
    index: deriveKey(material, none, 'postern/deployment-key/index/v1'),
  }
}
