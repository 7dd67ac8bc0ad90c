import { listIn, textIn, textsIn } from '../shell/json-fields.ts'

export interface Topic {
  readonly id: string
  readonly label: string
}

/** What the API knows about topics: those there are, and those in this reader's feed. */
export interface Topics {
  readonly topics: readonly string[]
  readonly available: readonly Topic[]
}

/** Reads the answer of `GET` and `PUT /api/topics`. */
export const parseTopics = (body: unknown): Topics => ({
  topics: textsIn(body, 'topics'),
  available: listIn(body, 'available').map((topic) => ({
    id: textIn(topic, 'id'),
    label: textIn(topic, 'label'),
  })),
})
