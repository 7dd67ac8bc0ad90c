/**
 * The `Authorization` header of a client with a secret: both parts form-url-encoded first (RFC 6749 §2.3.1), which ZITADEL
 * undoes (contract 6.1).
 */
export function basicCredential(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`
}

const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
