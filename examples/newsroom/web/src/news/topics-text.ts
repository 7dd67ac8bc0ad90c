/** An article's topics as one line: as the API calls them, or made from their ids where only those are known. */
export const topicsText = (ids: readonly string[], names: ReadonlyMap<string, string> = new Map()): string =>
  ids.map((id) => names.get(id) ?? nameFrom(id)).join(' · ')

function nameFrom(id: string): string {
  const words = id.replace(/[-_]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
