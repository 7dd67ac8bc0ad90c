import type { Session } from '@postern/browser'
import type { Person } from './auth.ts'

/** What to call somebody, from whatever the server knows. */
export function personOf({ name, loginName, picture }: Session, origin: string): Person {
  const shown = name?.trim() || loginName?.trim() || 'Reader'
  return {
    name: shown,
    givenName: givenNameOf(shown),
    initials: initialsOf(shown),
    picture: ownPicture(picture, origin),
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

/** Our own origin's pictures only: the page may load nothing else, and no other host should learn of every visit. */
const ownPicture = (picture: string | null, origin: string): string | null =>
  picture !== null && URL.canParse(picture, origin) && new URL(picture, origin).origin === origin
    ? picture
    : null
