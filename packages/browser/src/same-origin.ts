import { PosternError } from './postern-error.ts'

/**
 * Gives the whole address on our own origin, without its fragment. Anything that a browser would send elsewhere is refused
 * (`https://…`, `//host`, `/\host`), whatever its spelling, because the URL parser decides and not a pattern. The answer is absolute
 * on purpose: the path alone may itself begin with `//` and be read as another host the second time.
 *
 * @throws PosternError OTHER_ORIGIN_REFUSED
 */
export function sameOriginAddress(address: string | URL, origin: string): string {
  const url = URL.canParse(String(address), origin) ? new URL(address, origin) : undefined
  // A blob: address carries our origin, too.
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!isWeb || url.origin !== origin || url.username !== '' || url.password !== '') {
    throw new PosternError('OTHER_ORIGIN_REFUSED')
  }
  return url.origin + url.pathname + url.search
}
