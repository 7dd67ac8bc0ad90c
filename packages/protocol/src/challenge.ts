import { ProtocolError } from './errors.ts'

/** One challenge of a `WWW-Authenticate` field (RFC 9110 §11.3). The scheme and the names of parameters are in lower case. */
export interface Challenge {
  readonly scheme: string
  /** The form without parameters' names, such as a Negotiate token. */
  readonly token68?: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The parameters of a Bearer challenge: RFC 6750 §3, RFC 9470 §3 (step-up), RFC 9728 §5.1 (metadata). */
export interface BearerChallenge {
  readonly realm?: string
  readonly error?: ChallengeError
  readonly error_description?: string
  readonly scope?: string
  readonly acr_values?: string
  /** Seconds. */
  readonly max_age?: number
  readonly resource_metadata?: string
}

export type ChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'

/** The parameters of a DPoP challenge: those of Bearer, two more errors, and the algorithms of proofs, separated by spaces. */
export interface DpopChallenge extends Omit<BearerChallenge, 'error'> {
  readonly error?: ChallengeError | 'invalid_dpop_proof' | 'use_dpop_nonce'
  readonly algs?: string
}

/**
 * Writes the value of a `WWW-Authenticate` field for Bearer tokens. Without any parameter it is the bare scheme: a request without
 * credentials gets no error code (RFC 6750 §3.1).
 *
 * @throws {ProtocolError} `CHALLENGE_MALFORMED` if a value holds what cannot stand in a header
 * @see RFC 6750 §3
 */
export function formatBearerChallenge(challenge: BearerChallenge): string {
  return formatChallenge('Bearer', challenge)
}

/**
 * The same for the scheme DPoP.
 *
 * @throws {ProtocolError} `CHALLENGE_MALFORMED`
 * @see RFC 9449 §7.1
 */
export function formatDpopChallenge(challenge: DpopChallenge): string {
  return formatChallenge('DPoP', challenge)
}

function formatChallenge(scheme: string, challenge: BearerChallenge | DpopChallenge): string {
  const parameters = Object.entries(challenge).map(([name, value]) => `${name}=${quote(String(value))}`)
  return parameters.length === 0 ? scheme : `${scheme} ${parameters.join(', ')}`
}

/**
 * Writes a quoted string (RFC 9110 §5.6.4) of visible ASCII, spaces and tabs.
 *
 * @throws {ProtocolError} `CHALLENGE_MALFORMED` for anything else: a line break in it would be another header
 */
export function quote(text: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(text))
    throw new ProtocolError('CHALLENGE_MALFORMED', 'characters in a quoted string')
  return `"${text.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`
}

/**
 * Reads all challenges of a `WWW-Authenticate` field, several fields joined by commas included.
 *
 * @throws {ProtocolError} `CHALLENGE_MALFORMED`, also when a parameter stands twice in one challenge
 * @see RFC 9110 §11.2, §11.3, §11.6.1
 */
export function parseChallenges(field: string): readonly Challenge[] {
  const challenges: { scheme: string; token68?: string; parameters: Record<string, string> }[] = []
  // At the end once and for all: a pattern that ends in white space and `$` would take its time over every run of it.
  let rest = skipCommas(field.trimEnd())
  while (rest !== '') {
    const current = challenges.at(-1)
    const parameter =
      /^([!#$%&'*+\-.^_`|~\w]+)[ \t]*=[ \t]*(?:([!#$%&'*+\-.^_`|~\w]+)|"((?:[^"\\]|\\.)*)")[ \t]*(?=,|$)/s.exec(
        rest,
      )
    if (parameter !== null && current !== undefined && current.token68 === undefined) {
      addParameter(current.parameters, parameter)
      rest = afterComma(rest.slice(parameter[0].length))
      continue
    }
    const scheme =
      /^([!#$%&'*+\-.^_`|~\w]+)(?:[ \t]*(?=,|$)| +([\w\-.~+/]+=*)[ \t]*(?=,|$)| +(?=[^\s,]))/.exec(rest)
    if (scheme?.[1] === undefined) throw new ProtocolError('CHALLENGE_MALFORMED')
    const token68 = scheme[2]
    challenges.push({
      scheme: scheme[1].toLowerCase(),
      ...(token68 === undefined ? {} : { token68 }),
      parameters: {},
    })
    rest = rest.slice(scheme[0].length)
    rest = rest === '' || rest.startsWith(',') ? afterComma(rest) : checkedParameterFollows(rest)
  }
  return challenges
}

function addParameter(parameters: Record<string, string>, match: RegExpExecArray): void {
  const name = (match[1] ?? '').toLowerCase()
  if (Object.hasOwn(parameters, name)) throw new ProtocolError('CHALLENGE_MALFORMED', `${name} stands twice`)
  const value = match[2] ?? (match[3] ?? '').replaceAll(/\\(.)/gs, '$1')
  Object.defineProperty(parameters, name, { value, enumerable: true, configurable: true, writable: true })
}

function afterComma(rest: string): string {
  if (rest !== '' && !rest.startsWith(',')) throw new ProtocolError('CHALLENGE_MALFORMED')
  return skipCommas(rest)
}

/** Empty list elements are allowed to a recipient (RFC 9110 §5.6.1.2). */
function skipCommas(text: string): string {
  return text.replace(/^[ \t,]+/, '')
}

function checkedParameterFollows(rest: string): string {
  if (!/^[!#$%&'*+\-.^_`|~\w]+[ \t]*=/.test(rest))
    throw new ProtocolError('CHALLENGE_MALFORMED', 'a parameter was expected')
  return rest
}
