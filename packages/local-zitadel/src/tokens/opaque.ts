import { decryptCompact, encryptCompact } from '../crypto/jwe.ts'

/**
 * Encrypts what an opaque value says (contract 2.7): a compact JWE of five parts, A256GCMKW with A256GCM, as ZITADEL makes its access
 * tokens, refresh tokens, codes, session tokens and PATs.
 *
 * `key` has 32 bytes. Session tokens and PATs carry the `kid` of the key in the header, codes and access tokens carry none.
 */
export async function encryptOpaque(
  key: Uint8Array,
  plain: string,
  options: { readonly kid?: string } = {},
): Promise<string> {
  return encryptCompact(key, plain, options)
}

/** What an opaque value says, or nothing when this server did not make it. */
export async function decryptOpaque(key: Uint8Array, token: string): Promise<string | undefined> {
  return decryptCompact(key, token)
}
