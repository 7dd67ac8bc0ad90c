/**
 * Whether a text matches a glob as Go's `path.Match` reads it: `*` and `?` stop at a slash, `[a-z]` and `[^a]` are classes, a backslash
 * takes the next sign as it is. A malformed glob matches nothing. Takes time of glob times text at most: no pattern can make it hang.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = parseGlob(glob)
  return pattern !== undefined && matches(pattern, [...text])
}

type Sign = (sign: string) => boolean
const star = Symbol('star')

function matches(pattern: readonly (Sign | typeof star)[], text: readonly string[]): boolean {
  let at = 0
  let next = 0
  let lastStar: { readonly at: number; next: number } | undefined
  while (next < text.length || at < pattern.length) {
    const one = pattern[at]
    const sign = text[next]
    if (one === star) {
      at += 1
      lastStar = { at, next }
    } else if (one !== undefined && sign !== undefined && one(sign)) {
      at += 1
      next += 1
    } else if (lastStar && text[lastStar.next] !== undefined && text[lastStar.next] !== '/') {
      // The last star takes one sign more; earlier ones need never be tried again.
      lastStar.next += 1
      at = lastStar.at
      next = lastStar.next
    } else {
      return false
    }
  }
  return true
}

function parseGlob(glob: string): (Sign | typeof star)[] | undefined {
  const pattern: (Sign | typeof star)[] = []
  let rest = glob
  while (rest !== '') {
    const token = /^(?:\*+|\?|\\[\s\S]|\[\^?(?:\\[\s\S]|[^\\\]])+\]|[^\\[])/u.exec(rest)?.[0]
    if (token === undefined) return undefined
    pattern.push(parseToken(token))
    rest = rest.slice(token.length)
  }
  return pattern
}

function parseToken(token: string): Sign | typeof star {
  if (token.startsWith('*')) return star
  if (token === '?') return (sign) => sign !== '/'
  if (token.startsWith('[')) return parseClass(token)
  const literal = token.startsWith('\\') ? token.slice(1) : token
  return (sign) => sign === literal
}

function parseClass(token: string): Sign {
  const negated = token.startsWith('[^')
  const inside = token.slice(negated ? 2 : 1, -1)
  const one = String.raw`(\\[\s\S]|[^\\])`
  const ranges = [...inside.matchAll(new RegExp(`${one}(?:-${one})?`, 'gu'))].map(
    ([, low = '', high = low]) => ({
      low: unquote(low),
      high: unquote(high),
    }),
  )
  return (sign) => ranges.some(({ low, high }) => low <= sign && sign <= high) !== negated
}

function unquote(sign: string): string {
  return sign.startsWith('\\') ? sign.slice(1) : sign
}
