import { ApiError } from '../errors/api-error.ts'
import { hostOf } from './host-of.ts'
import type { Outgoing } from './outgoing.ts'

/**
 * The configuration of an application with its back-channel logout address as it may be stored: trimmed, and one that this server may
 * call (contract 9). An empty one is none, an absent one is not looked at.
 *
 * @throws ApiError for an address that is none or may not be called; a host name that nobody knows may not
 */
export async function withCheckedLogoutUri<Given extends { readonly backChannelLogoutUri?: string }>(
  outgoing: Outgoing,
  given: Given,
): Promise<Given> {
  const uri = given.backChannelLogoutUri?.trim()
  if (uri === undefined) return given
  if (uri !== '') await checkLogoutUri(outgoing, uri)
  return { ...given, backChannelLogoutUri: uri }
}

async function checkLogoutUri(outgoing: Outgoing, uri: string): Promise<void> {
  // Text without a host is a URL to the original, of a host that nobody knows.
  if (!URL.canParse(uri)) throw ApiError.of(uri.includes('//') ? 'PROJECT-iZL2Ac' : 'PROJECT-msNebo')
  if ((await outgoing.addressesOf(hostOf(new URL(uri)))) === undefined) throw ApiError.of('PROJECT-msNebo')
}
