import { createHmac } from 'node:crypto'
import { isSameSecret, type Now } from '@postern/protocol'

/** Nonces that clients cannot foretell and no process has to remember. */
export interface Nonces {
  /** The one to give out now. */
  current(): string
  /** Whether it is the current one or the one before. */
  isGood(nonce: string): boolean
}

/**
 * A nonce is the HMAC of its period: all processes with the secret give and take the same ones (RFC 9449 §8: "The nonce MUST be
 * unpredictable").
 */
export function createNonces(now: Now, secret: Uint8Array, lifetimeSeconds: number): Nonces {
  const period = (): number => Math.floor(now() / (lifetimeSeconds * 1000))
  const nonceOf = (at: number): string =>
    createHmac('sha256', secret).update(`postern guard dpop nonce 1 ${at}`).digest('base64url')
  return {
    current: () => nonceOf(period()),
    isGood: (nonce) => [period(), period() - 1].some((at) => isSameSecret(nonce, nonceOf(at))),
  }
}
