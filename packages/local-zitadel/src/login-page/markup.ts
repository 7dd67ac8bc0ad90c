const text = Symbol('markup')

/** HTML that may be sent as it is: only `html` and `verbatim` make it. */
export interface Markup {
  readonly [text]: string
}

type Part = string | Markup | undefined | readonly Markup[]

/** HTML out of a template. Every string that is put in is escaped, for text and for attributes in quotes; markup is put in as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    [text]: strings.map((string, index) => (index === 0 ? '' : written(parts[index - 1])) + string).join(''),
  }
}

/** Text of this package's own that is no HTML inside, such as a style; never anything that came from outside. */
export function verbatim(own: string): Markup {
  return { [text]: own }
}

export function markupText(markup: Markup): string {
  return markup[text]
}

function written(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return part.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
  return text in part ? part[text] : part.map(markupText).join('')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
