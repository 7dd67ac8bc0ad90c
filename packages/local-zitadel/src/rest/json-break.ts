/**
 * How Go's decoder words the place where text stops being JSON: an early end, or the first character that cannot stand where it
 * stands (contract 3.2).
 */
export function jsonBreak(text: string): string {
  let at = 0
  const stop = (context: string): never => {
    throw new Stop(at >= text.length ? 'unexpected EOF' : `invalid character '${text[at]}' ${context}`)
  }
  const skip = () => {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at++
  }
  const string = () => {
    for (at++; text[at] !== '"'; at++) {
      if (at >= text.length) stop('')
      if (text[at] === '\\') at++
    }
    at++
  }
  const literal = (word: string) => {
    for (const letter of word) {
      if (text[at] !== letter) stop(`in literal ${word} (expecting '${letter}')`)
      at++
    }
  }
  const members = (close: string, member: () => void, where: string) => {
    at++
    skip()
    if (text[at] === close) return void at++
    for (;;) {
      member()
      skip()
      if (text[at] === close) return void at++
      if (text[at] !== ',') stop(`after ${where}`)
      at++
      skip()
    }
  }
  const value = (): void => {
    skip()
    const first = text[at] ?? ''
    if (first === '{') return members('}', pair, 'object key:value pair')
    if (first === '[') return members(']', value, 'array element')
    if (first === '"') return string()
    if (first === 't') return literal('true')
    if (first === 'f') return literal('false')
    if (first === 'n') return literal('null')
    const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
    number.lastIndex = at
    const found = number.exec(text)
    if (found === null) stop('looking for beginning of value')
    at += found?.[0].length ?? 0
  }
  const pair = () => {
    if (text[at] !== '"') stop('looking for beginning of object key string')
    string()
    skip()
    if (text[at] !== ':') stop('after object key')
    at++
    value()
  }
  try {
    value()
    skip()
    return at >= text.length ? 'unexpected EOF' : `invalid character '${text[at]}' after top-level value`
  } catch (error) {
    if (error instanceof Stop) return error.message
    throw error
  }
}

class Stop extends Error {}
