import { TestkitError } from './errors.ts'

/** Where a canary was found, and in which disguise. */
export interface CanarySighting {
  readonly encoding: string
  /** Byte offset, after unescaping where the encoding says so. */
  readonly at: number
}

/**
 * Every form in which a secret may turn up where it should not: as it is, in other character sets, in base64 at each of the three
 * alignments inside something longer, in hex, escaped for URLs, JSON, HTML, and backwards.
 *
 * @throws {TestkitError} `CANARY_TOO_SHORT` for less than 8 bytes
 */
export function encodingsOf(secret: string | Uint8Array): ReadonlyMap<string, Uint8Array> {
  const bytes = Buffer.from(secret)
  if (bytes.length < 8) throw new TestkitError('CANARY_TOO_SHORT', `${bytes.length} bytes`)
  const forms = new Map<string, string | Uint8Array>([['plain', bytes]])
  for (const offset of [0, 1, 2]) {
    forms.set(`base64+${offset}`, alignedBase64(bytes, offset))
    forms.set(`base64url+${offset}`, alignedBase64(bytes, offset).replaceAll('+', '-').replaceAll('/', '_'))
  }
  const hex = bytes.toString('hex')
  forms.set('hex', hex)
  forms.set('HEX', hex.toUpperCase())
  forms.set('percent', hex.replaceAll(/../g, '%$&'))
  forms.set('PERCENT', hex.toUpperCase().replaceAll(/../g, '%$&'))
  forms.set('bytes in JSON', [...bytes].join(','))
  forms.set('reversed', new Uint8Array(bytes).toReversed())
  const text = bytes.toString('utf8')
  // Bytes that are no text have no forms of text.
  if (Buffer.from(text).equals(bytes)) for (const [name, form] of textForms(text)) forms.set(name, form)
  return new Map([...forms].map(([name, form]) => [name, Buffer.from(form)]))
}

/**
 * Looks for a canary in all its forms, also in what a URL becomes when its escapes are resolved once and twice (programs differ in
 * which characters they escape). An empty list means that it is not there.
 */
export function findCanary(
  haystack: string | Uint8Array,
  canary: string | Uint8Array,
): readonly CanarySighting[] {
  const forms = [...encodingsOf(canary)]
  return readingsOf(haystack).flatMap(([reading, place]) =>
    forms
      .map(([encoding, form]) => ({ encoding: `${encoding}${reading}`, at: place.indexOf(form) }))
      .filter(({ at }) => at >= 0),
  )
}

/** The haystack as it is, and with its URL escapes resolved. Latin-1 on the way, so that every byte stays what it is. */
function readingsOf(haystack: string | Uint8Array): readonly (readonly [string, Buffer])[] {
  const place = Buffer.from(haystack)
  const raw = place.toString('latin1')
  const once = unescaped(raw)
  const twice = unescaped(once)
  return [
    ['', place],
    ...(once === raw ? [] : [[', unescaped', Buffer.from(once, 'latin1')] as const]),
    ...(twice === once ? [] : [[', unescaped twice', Buffer.from(twice, 'latin1')] as const]),
  ]
}

function unescaped(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** The characters of base64 that depend on the secret alone when it begins `offset` bytes after a group of three. */
function alignedBase64(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  return whole.slice(first, last)
}

function textForms(text: string): readonly (readonly [string, string | Uint8Array])[] {
  const escaped = JSON.stringify(text).slice(1, -1)
  const component = encodeURIComponent(text)
  return [
    ['utf-16', Buffer.from(text, 'utf16le')],
    ['URL component', component],
    ['URL component in lower case', component.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())],
    ['form', new URLSearchParams({ q: text }).toString().slice(2)],
    ['JSON', escaped],
    ['JSON in JSON', JSON.stringify(escaped).slice(1, -1)],
    [
      'JSON with unicode escapes',
      [
        ...Buffer.from(text, 'utf16le')
          .toString('hex')
          .matchAll(/(..)(..)/g),
      ]
        .map(([, low, high]) => `\\u${high}${low}`)
        .join(''),
    ],
    [
      'HTML',
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
    ['reversed text', [...text].toReversed().join('')],
    ['upper case', text.toUpperCase()],
    ['lower case', text.toLowerCase()],
  ]
}
