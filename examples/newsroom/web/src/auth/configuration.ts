import { isObject, textIn, textsIn } from '../shell/json-fields.ts'

/** What the page is told by its server: which of its forms it is, and with whom it has to do. */
export type Configuration = ServerConfiguration | BrowserConfiguration

export interface ServerConfiguration {
  readonly form: 'tokens_on_the_server'
  readonly otherForm: string | null
}

export interface BrowserConfiguration {
  readonly form: 'tokens_in_the_browser'
  readonly issuer: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Where the API is, and which project a token must be meant for to be taken there. */
  readonly api: { readonly origin: string; readonly projectId: string }
  readonly otherForm: string | null
}

/** `title` may be shown. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly title =
    'The newsroom is not set up correctly. Whoever runs it finds what is wrong in its config.json.'
}

/**
 * Reads `/config.json`, which everybody may read. A server that has no such document says nothing, and then the tokens stay on the server.
 *
 * @throws ConfigurationError for a document that is there and wrong
 */
export async function loadConfiguration(load: typeof fetch): Promise<Configuration> {
  const answer = await load('/config.json', { headers: { accept: 'application/json' } })
  if (!/^application\/json\b/.test(answer.headers.get('content-type') ?? '') || !answer.ok) return silence
  try {
    return parseConfiguration(await answer.json())
  } catch (cause) {
    throw new ConfigurationError('config.json is wrong', { cause })
  }
}

const silence: ServerConfiguration = { form: 'tokens_on_the_server', otherForm: null }

export function parseConfiguration(value: unknown): Configuration {
  const otherForm = isObject(value) && value['otherForm'] !== undefined ? originIn(value, 'otherForm') : null
  const form = textIn(value, 'form')
  if (form === 'tokens_on_the_server') return { form, otherForm }
  if (form !== 'tokens_in_the_browser') throw new TypeError('expected a form that exists')
  const api = isObject(value) ? value['api'] : undefined
  return {
    form,
    issuer: textIn(value, 'issuer'),
    clientId: textIn(value, 'clientId'),
    scopes: textsIn(value, 'scopes'),
    api: { origin: originIn(api, 'origin'), projectId: textIn(api, 'projectId') },
    otherForm,
  }
}

/** A link to it is shown, and a token is sent to it: nothing but an origin will do. */
function originIn(value: unknown, name: string): string {
  const text = textIn(value, name)
  if (!/^https?:/.test(text) || !URL.canParse(text) || new URL(text).origin !== text)
    throw new TypeError(`expected an origin in ${name}`)
  return text
}
