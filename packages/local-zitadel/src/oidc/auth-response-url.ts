import type { AuthRequest } from '../state/model.ts'
import { addToQuery, putIntoFragment } from './query-text.ts'

type Place = Pick<AuthRequest, 'redirectUri' | 'responseType' | 'responseMode'>

/**
 * Where an authorization response goes (contract 5.2): the asked mode, else fragment for the implicit response types, else query.
 * `form_post` and unknown modes cannot be said in a URL and fall back.
 */
export function authResponseUrl(request: Place, parameters: Readonly<Record<string, string>>): string {
  const { redirectUri, responseType, responseMode } = request
  if (responseMode === 'query') return addToQuery(redirectUri, parameters)
  if (responseMode === 'fragment') return putIntoFragment(redirectUri, parameters)
  const implicit = responseType === 'id_token' || responseType === 'id_token token'
  return implicit ? putIntoFragment(redirectUri, parameters) : addToQuery(redirectUri, parameters)
}
