import type { Haul, InjectedInto } from './haul.ts'
import { tokenLoot } from './haul.ts'
import { readPublicConfiguration } from './public-configuration.ts'

/** A silent login of its own in a hidden frame: the reader's login at ZITADEL would answer it without a form. */
export async function hiddenFrame({ wait }: InjectedInto): Promise<Haul> {
  const configuration = await readPublicConfiguration()
  if (configuration === null)
    return {
      loot: [],
      said: 'There is nobody to ask: the page knows neither ZITADEL nor a client. A code would be of no use either, for the client proves itself with a key on the server.',
    }
  const { issuer, clientId } = configuration
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)))
  const challenge = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)))
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: `${location.origin}/callback`,
    response_type: 'code',
    scope: 'openid offline_access',
    prompt: 'none',
    code_challenge: base64url(challenge),
    code_challenge_method: 'S256',
  })
  const frame = document.createElement('iframe')
  frame.hidden = true
  let refusedBy: string | null = null
  const hear = ({ effectiveDirective }: SecurityPolicyViolationEvent) => (refusedBy = effectiveDirective)
  document.addEventListener('securitypolicyviolation', hear)
  frame.src = `${issuer}/oauth/v2/authorize?${query}`
  document.body.append(frame)
  await wait(1_500)
  const code = codeIn(frame)
  frame.remove()
  document.removeEventListener('securitypolicyviolation', hear)
  if (code !== null)
    return {
      loot: [tokenLoot('authorization code with its verifier', code)],
      said: 'ZITADEL answered without asking anybody. Code and verifier make a set of tokens that the page knows nothing of.',
    }
  return {
    loot: [],
    said:
      refusedBy === null
        ? 'The frame brought nothing that could be read.'
        : `Refused by the page’s own policy (${refusedBy}). It only stops the frame: a script that is part of the page’s files gets its code from an ordinary redirect.`,
  }
}

/** The address is readable as soon as the frame is back at our own origin. */
function codeIn(frame: HTMLIFrameElement): string | null {
  try {
    return new URLSearchParams(frame.contentWindow?.location.search).get('code')
  } catch {
    return null
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
