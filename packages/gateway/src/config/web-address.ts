import { isPlainUrlText } from '@postern/protocol'

/** Whether a text is an http or https address without user name, query and fragment, written as it is used. */
export function isWebAddress(text: string): boolean {
  if (!isPlainUrlText(text) || !URL.canParse(text)) return false
  const { protocol, href, username, password } = new URL(text)
  return (
    (protocol === 'https:' || protocol === 'http:') &&
    href === text &&
    `${username}${password}` === '' &&
    !/[?#]/.test(text)
  )
}
