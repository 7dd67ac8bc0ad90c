/** The languages that the original has texts in (contract 1.2, 12.4). */
export const supportedLanguages: readonly string[] =
  'ar bg cs de en es fr hu id it ja ko mk nl pl pt ro ru sv tr uk zh'.split(' ')

/** A language tag as stored: what is unknown or missing becomes `und` (contract 12.7). */
export function languageOf(tag: string | undefined): string {
  const base = tag?.split(/[-_]/)[0]?.toLowerCase() ?? ''
  return tag !== undefined && supportedLanguages.includes(base) ? tag : 'und'
}
