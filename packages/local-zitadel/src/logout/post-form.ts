import { type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { hostOf } from './host-of.ts'
import type { Outgoing } from './outgoing.ts'

/** Posts a form and gives the status of the answer. Rejects when nothing answers in time, or the address may not be called. */
export type PostForm = (uri: string, form: URLSearchParams, signal: AbortSignal) => Promise<number>

const timeoutMs = 5_000

/**
 * Calls where `outgoing` lets it, at exactly the addresses that were looked at: a name that points elsewhere a moment later changes
 * nothing. A redirect is an answer, and not followed.
 */
export function createPostForm(outgoing: Outgoing): PostForm {
  return async (uri, form, signal) => {
    const url = new URL(uri)
    const addresses = await outgoing.addressesOf(hostOf(url))
    if (addresses === undefined) throw new Error('this server may not call there')
    const body = form.toString()
    const headers = {
      host: url.host,
      'user-agent': 'Go-http-client/1.1',
      'content-length': Buffer.byteLength(body),
      'content-type': 'application/x-www-form-urlencoded',
      'accept-encoding': 'gzip',
    }
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    const options = { method: 'POST', headers, agent: false, lookup: among(addresses), signal: stop }
    return statusOf(request(url, options), body)
  }
}

function statusOf(sending: ClientRequest, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    sending.on('error', reject)
    sending.on('response', (response) => {
      response.on('error', () => {})
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sending.end(body)
  })
}

function among(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_, { all }, done) => {
    if (all === true) done(null, known)
    else done(null, known[0]?.address ?? '', known[0]?.family)
  }
}
