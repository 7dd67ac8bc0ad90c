import type { Outcome } from './use-injected-script.ts'

/** What it comes to, in a sentence. */
export function haulText(outcomes: readonly Outcome[]): string {
  const tokens = outcomes.flatMap(({ haul }) => haul?.loot ?? []).filter(({ isToken }) => isToken)
  if (tokens.length === 0)
    return 'No token was found. What is left to a script is to call the API while this page is open.'
  const kinds = new Set(tokens.map(({ sample }) => sample)).size
  return `${kinds} ${kinds === 1 ? 'token was' : 'tokens were'} taken. With them the API can be called from anywhere, and this page is not needed any more.`
}
