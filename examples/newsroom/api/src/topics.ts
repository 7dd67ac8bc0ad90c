/** What one can follow, in the order in which it is offered. */
export const topics = [
  { id: 'city', label: 'City' },
  { id: 'science', label: 'Science' },
  { id: 'technology', label: 'Technology' },
  { id: 'climate', label: 'Climate' },
  { id: 'culture', label: 'Culture' },
  { id: 'sport', label: 'Sport' },
] as const

export type Topic = (typeof topics)[number]['id']

export const topicIds: readonly Topic[] = topics.map((topic) => topic.id)

/** What a reader follows who has not chosen yet. */
export const firstTopics: readonly Topic[] = ['city', 'science']

export const isTopic = (value: unknown): value is Topic => topicIds.some((id) => id === value)
