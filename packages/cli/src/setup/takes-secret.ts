import { type HttpClient, isJsonObject, isSafeEndpoint, metadataUrl, parseJson } from '@postern/protocol'
import { CommandError } from '../exit-codes.ts'

/**
 * Whether ZITADEL takes an API's secret: asked by introspecting a token that nobody has, which changes nothing (contract 7.1). Sent only
 * to the issuer's own origin.
 */
export function createTakesSecret(
  issuer: string,
  { http, allowInsecureLoopback }: { readonly http: HttpClient; readonly allowInsecureLoopback: boolean },
) {
  const rule = { allowPlainHttpOnLoopback: allowInsecureLoopback }
  const endpoint = async (): Promise<string> => {
    const { body } = await http({ method: 'GET', url: metadataUrl(issuer, 'openid', rule), headers: {} })
    const metadata = parseJson(body)
    const url = isJsonObject(metadata) ? metadata['introspection_endpoint'] : undefined
    if (
      typeof url !== 'string' ||
      !isSafeEndpoint(url, rule) ||
      new URL(url).origin !== new URL(issuer).origin
    )
      throw new CommandError('refused', 'the issuer names no introspection endpoint of its own')
    return url
  }
  return async (clientId: string, clientSecret: string): Promise<boolean> => {
    const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':')
    const { status } = await http({
      method: 'POST',
      url: await endpoint(),
      headers: {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new TextEncoder().encode('token=none'),
    })
    if (status === 200) return true
    if (status === 400 || status === 401) return false
    throw new CommandError('unavailable', `introspection: status ${status}`)
  }
}
