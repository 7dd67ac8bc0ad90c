import type { SecretGenerator } from '../state/model.ts'

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const lowerAndDigits = 'abcdefghijklmnopqrstuvwxyz0123456789'

type RandomBytes = (size: number) => Uint8Array

/** `length` characters of an alphabet, each equally likely: bytes that would favour the first ones are thrown away. */
function randomText(alphabet: string, length: number, randomBytes: RandomBytes): string {
  const limit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}

/** Client and machine secrets: 64 letters and digits (contract 12.6). */
export const randomSecret = (randomBytes: RandomBytes) => randomText(lettersAndDigits, 64, randomBytes)

/** A code as an instance's generator for its purpose says (contract 12.7). */
export function randomCode(generator: SecretGenerator, randomBytes: RandomBytes): string {
  const { lower, upper, digits, symbols, length } = generator
  const alphabet = [
    lower ? 'abcdefghijklmnopqrstuvwxyz' : '',
    upper ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' : '',
    digits ? '0123456789' : '',
    symbols ? '!?*-_=+' : '',
  ].join('')
  return randomText(alphabet === '' ? lettersAndDigits : alphabet, length, randomBytes)
}

/** `fej7a-jbpt1`, as the original's recovery codes look. */
export const randomRecoveryCode = (randomBytes: RandomBytes) =>
  `${randomText(lowerAndDigits, 5, randomBytes)}-${randomText(lowerAndDigits, 5, randomBytes)}`

/** A password that satisfies the default complexity policy. */
export const randomPassword = (randomBytes: RandomBytes) =>
  `${randomText(lettersAndDigits, 16, randomBytes)}-Aa1`
