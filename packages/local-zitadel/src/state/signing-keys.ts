import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import type { KeySource } from '../crypto/rsa-keys.ts'
import { algorithmOf, publicJwkOf } from '../tokens/web-key.ts'
import type { Instance } from './model.ts'

interface Making {
  readonly instance: Instance
  readonly now: number
  readonly nextId: () => string
}

/** Puts signing keys into an instance: the first signs, the others wait for a rotation (contract 1.4). */
export function addSigningKeys({ instance, now, nextId }: Making, keys: readonly JsonWebKey[]): void {
  for (const privateJwk of keys) {
    const id = nextId()
    const hasActive = [...instance.webKeys.values()].some((key) => key.state === 'active')
    instance.webKeys.set(id, {
      id,
      state: hasActive ? 'initial' : 'active',
      algorithm: algorithmOf(privateJwk),
      privateJwk,
      publicJwk: publicJwkOf(privateJwk),
      createdAt: now,
      changedAt: now,
      sequence: 1,
    })
  }
}

/** Two RSA keys as a new instance has them, made off the event loop. */
export async function makeSigningKeys(making: Making, rsaKey: KeySource): Promise<void> {
  const made = await Promise.all([rsaKey(), rsaKey()])
  addSigningKeys(
    making,
    made.map(({ privatePem }) => createPrivateKey(privatePem).export({ format: 'jwk' })),
  )
}
