import { isIP } from 'node:net'
import type { OidcConfiguration } from '../state/model.ts'
import { OAuthError } from './oauth-error.ts'
import { matchesGlob } from './path-glob.ts'

/**
 * Checks a redirect URI against the application (contract 4.8): the very string is registered, or in development mode a glob fits; plain
 * http only in development mode, for confidential clients with the code flow, and for native clients on loopback, there with any port.
 */
export function checkRedirectUri(client: OidcConfiguration, uri: string, responseType: string): void {
  if (client.applicationType === 'native') return checkNative(client, uri)
  if (!isRegistered(client.redirectUris, uri, client.developmentMode))
    throw new OAuthError('redirect_uri_unregistered')
  if (!uri.startsWith('http://') || client.developmentMode) return
  if (client.applicationType === 'web' && responseType === 'code') return
  throw new OAuthError('redirect_uri_http')
}

/** Whether a URI is one of a list, in development mode also by glob. */
export function isRegistered(uris: readonly string[], uri: string, developmentMode: boolean): boolean {
  return uris.includes(uri) || (developmentMode && uris.some((registered) => matchesGlob(registered, uri)))
}

function checkNative(client: OidcConfiguration, uri: string): void {
  const loopback = parseLoopback(uri)
  if (isRegistered(client.redirectUris, uri, client.developmentMode)) {
    const ownScheme = !/^https?:\/\//.test(uri)
    if (client.developmentMode || loopback || ownScheme) return
    throw new OAuthError('redirect_uri_http')
  }
  const fits =
    loopback !== undefined &&
    client.redirectUris.some((registered) => {
      const other = parseLoopback(registered)
      return other?.pathname === loopback.pathname && other.search === loopback.search
    })
  if (!fits) throw new OAuthError('redirect_uri_unregistered')
}

function parseLoopback(uri: string): URL | undefined {
  if (!URL.canParse(uri)) return undefined
  const url = new URL(uri)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  const loopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  return loopback ? url : undefined
}
