import type { BrokenRule } from '../broken-rule.ts'
import { guardTests } from './in-guard.ts'

/** What the guard relies on in `packages/protocol`. */
export const ofProtocol: readonly BrokenRule[] = [
  {
    name: 'a member may stand twice in a token (JOSE-5)',
    file: 'packages/protocol/src/strict-json.ts',
    find: 'return writtenMembers(text) === membersOf(value) ? value : undefined',
    replace: 'return value',
    nearest: [`${guardTests}/jwt`],
  },
  {
    name: 'a private key in a proof is overlooked (DPOP-1)',
    file: 'packages/protocol/src/jwk.ts',
    find: "required.has(jwk['kty']) && !privateMembers.some((name) => name in jwk)",
    replace: "required.has(jwk['kty'])",
    nearest: [`${guardTests}/dpop`],
  },
  {
    name: 'a token may be written in several ways (JOSE-5)',
    file: 'packages/protocol/src/base64url.ts',
    find: "return bytes.toString('base64url') === text ? bytes : undefined",
    replace: 'return bytes',
    nearest: [`${guardTests}/jwt`],
  },
  {
    name: 'what is no UTF-8 is read as something else (JOSE-5)',
    file: 'packages/protocol/src/strict-json.ts',
    find: 'fatal: true',
    replace: 'fatal: false',
    nearest: [`${guardTests}/jwt`],
  },
  {
    name: 'a token is read with the header of another one',
    file: 'packages/protocol/src/compact-jws.ts',
    find: 'part !== last.part',
    replace: "last.part === ''",
    nearest: [`${guardTests}/jwt`],
  },
]
