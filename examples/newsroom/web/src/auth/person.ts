import type { Person } from './auth.ts'

/** What is known of somebody, by whatever way. */
export interface Known {
  readonly name: string | null
  readonly loginName: string | null
  readonly picture: string | null
}

/** What to call somebody. A picture is shown from `origins` only, of which the first is our own. */
export function personOf(
  { name, loginName, picture }: Known,
  origins: readonly [string, ...string[]],
): Person {
  const shown = name?.trim() || loginName?.trim() || 'Reader'
  return {
    name: shown,
    givenName: givenNameOf(shown),
    initials: initialsOf(shown),
    picture: allowedPicture(picture, origins),
  }
}

const givenNameOf = (name: string): string => name.split(/[\s@]/, 1)[0] || name

/** First letters of the first and the last word, whole characters and not halves of them. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/@.*$/u, '')
    .split(/[\s._-]+/u)
    .filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  )
  return letters.join('').toLocaleUpperCase('en') || '?'
}

/** The page's policy lets it load nothing else, and no other host should learn of every visit. */
const allowedPicture = (picture: string | null, origins: readonly [string, ...string[]]): string | null =>
  picture !== null &&
  URL.canParse(picture, origins[0]) &&
  origins.includes(new URL(picture, origins[0]).origin)
    ? picture
    : null
