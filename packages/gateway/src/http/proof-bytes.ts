import type { Proof } from '@postern/login'
import { GatewayError } from '../errors.ts'
import { copyOctets, textOf } from './own-octets.ts'
import { type FlatObject, type Member, parseFlatObject } from './json-bytes.ts'

/** ZITADEL's own limits of user name and password, in characters (contract 3.2). */
const mostCharacters = 200
const mostCodeCharacters = 20

/**
 * Cuts a proof out of a request body: `{"method":"password","loginName","password"}` or `{"method":"totp","code"}`.
 *
 * Password and code are octets in memory of their own, exactly as typed (CRED-3); whoever gets them zeroes them. Members that do not
 * belong to the method are refused.
 *
 * @throws {GatewayError} `BODY_MALFORMED`, which says nothing of the body
 */
export function parseProof(body: Uint8Array): Proof {
  return fromObject(body, ({ members }) => {
    const method = text(members, 'method')
    if (method === 'password') {
      checkMembers(members, ['method', 'loginName', 'password'])
      const loginName = text(members, 'loginName')
      return { method, loginName, password: copyOctets(octets(members, 'password', mostCharacters)) }
    }
    if (method === 'totp') {
      checkMembers(members, ['method', 'code'])
      return { method, code: copyOctets(octets(members, 'code', mostCodeCharacters)) }
    }
    throw malformed()
  })
}

/** What the application may ask of a login: `{maxAge?, prompt?}`. */
export interface LoginDemand {
  readonly maxAgeSeconds?: number
  readonly prompt?: 'login'
}

/** @throws {GatewayError} `BODY_MALFORMED` */
export function parseLoginDemand(body: Uint8Array): LoginDemand {
  return fromObject(body, ({ members }) => {
    checkMembers(members, ['maxAge', 'prompt'])
    const maxAge = members.get('maxAge')
    const prompt = members.has('prompt') ? text(members, 'prompt') : undefined
    if (maxAge?.kind === 'text' || (prompt !== undefined && prompt !== 'login')) throw malformed()
    return {
      ...(maxAge !== undefined && { maxAgeSeconds: maxAge.value }),
      ...(prompt !== undefined && { prompt }),
    }
  })
}

/** Whatever becomes of it, the copies of the body's texts are zeroed. */
function fromObject<T>(body: Uint8Array, read: (object: FlatObject) => T): T {
  const object = parseFlatObject(body)
  if (object === undefined) throw malformed()
  try {
    return read(object)
  } finally {
    object.zeroize()
  }
}

const malformed = () => new GatewayError('BODY_MALFORMED')

type Members = ReadonlyMap<string, Member>

function checkMembers(members: Members, known: readonly string[]): void {
  for (const name of members.keys()) if (!known.includes(name)) throw malformed()
}

function octets(members: Members, name: string, most: number): Uint8Array<ArrayBuffer> {
  const member = members.get(name)
  if (member?.kind !== 'text' || member.octets.length === 0) throw malformed()
  // Every character has one octet that does not continue another (RFC 3629 §3).
  const characters = member.octets.reduce((count, octet) => count + ((octet & 0xc0) === 0x80 ? 0 : 1), 0)
  if (characters > most) throw malformed()
  return member.octets
}

const text = (members: Members, name: string): string => textOf(octets(members, name, mostCharacters))
