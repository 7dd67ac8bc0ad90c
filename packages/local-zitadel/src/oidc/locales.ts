/**
 * The language tags of `ui_locales` that ZITADEL keeps, in order: well-formed ones of a language that is known (contract 4.6). Others are
 * dropped without a word.
 */
export function parseLocales(value: string | undefined): string[] {
  return (value ?? '').split(' ').filter(isKnown)
}

/** Every language that the original has texts for (contract 1.2). */
export const builtInLanguages: readonly string[] = [
  'ar',
  'bg',
  'cs',
  'de',
  'en',
  'es',
  'fr',
  'hu',
  'id',
  'it',
  'ja',
  'ko',
  'mk',
  'nl',
  'pl',
  'pt',
  'ro',
  'ru',
  'sv',
  'tr',
  'uk',
  'zh',
]

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

function isKnown(tag: string): boolean {
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)) return false
  try {
    return languageNames.of(new Intl.Locale(tag).language) !== undefined
  } catch {
    return false
  }
}
