/** An article as it is being written. */
export interface Draft {
  readonly headline: string
  readonly summary: string
  readonly body: string
  /** Ids of topics. */
  readonly topics: readonly string[]
}

export const emptyDraft: Draft = { headline: '', summary: '', body: '', topics: [] }

/** What the API takes at most. */
export const longest = { headline: 120, summary: 300, body: 8_000 } as const

/** What is sent: spaces at the ends and the line ends of other systems are nobody's intention. */
export const readyDraft = ({ headline, summary, body, topics }: Draft): Draft => ({
  headline: headline.trim(),
  summary: summary.trim(),
  body: body.replace(/\r\n?/g, '\n').trim(),
  topics,
})

/** What is still to be written, in the order of the form; nothing when it can be published. */
export function missingIn(draft: Draft): readonly (keyof Draft)[] {
  const { headline, summary, body, topics } = readyDraft(draft)
  const isThere = {
    headline: headline !== '',
    summary: summary !== '',
    body: body !== '',
    topics: topics.length > 0,
  }
  return (['headline', 'summary', 'body', 'topics'] as const).filter((name) => !isThere[name])
}

export const toggled = (draft: Draft, topic: string): Draft => ({
  ...draft,
  topics: draft.topics.includes(topic)
    ? draft.topics.filter((one) => one !== topic)
    : [...draft.topics, topic],
})
