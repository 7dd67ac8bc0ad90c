import { textIn } from '../shell/json-fields.ts'

export interface Quote {
  readonly text: string
  readonly attribution: string
}

/** Reads the answer of `GET /api/quote`. */
export const parseQuote = (body: unknown): Quote => ({
  text: textIn(body, 'text'),
  attribution: textIn(body, 'attribution'),
})
