/**
 * The reader's choice of topics, saved while it is made: `wanted` is shown at once, `saved` is what the server has. One save is
 * under way at a time; what is clicked meanwhile goes with the next, so answers cannot overtake each other.
 */
export interface Choice {
  readonly saved: readonly string[]
  readonly wanted: readonly string[]
  readonly saving: readonly string[] | null
  readonly outcome: 'none' | 'saved' | 'failed'
}

export type ChoiceEvent =
  | { readonly kind: 'loaded'; readonly topics: readonly string[] }
  | { readonly kind: 'toggled'; readonly topic: string }
  | { readonly kind: 'save_began' }
  | { readonly kind: 'save_ended'; readonly topics: readonly string[] }
  | { readonly kind: 'save_failed' }

export const noChoice: Choice = { saved: [], wanted: [], saving: null, outcome: 'none' }

export function nextChoice(choice: Choice, event: ChoiceEvent): Choice {
  switch (event.kind) {
    case 'loaded':
      return { ...noChoice, saved: event.topics, wanted: event.topics }
    case 'toggled':
      return { ...choice, wanted: toggled(choice.wanted, event.topic), outcome: 'none' }
    case 'save_began':
      return { ...choice, saving: choice.wanted, outcome: 'none' }
    case 'save_ended': {
      // The server's word counts, unless the reader went on meanwhile.
      const wanted = sameTopics(choice.wanted, choice.saving ?? []) ? event.topics : choice.wanted
      return { saved: event.topics, wanted, saving: null, outcome: 'saved' }
    }
    case 'save_failed':
      return { ...choice, wanted: choice.saved, saving: null, outcome: 'failed' }
  }
}

/** Whether there is something to send now. */
export const needsSaving = ({ saved, wanted, saving }: Choice): boolean =>
  saving === null && !sameTopics(saved, wanted)

const toggled = (topics: readonly string[], topic: string): readonly string[] =>
  topics.includes(topic) ? topics.filter((other) => other !== topic) : [...topics, topic]

const sameTopics = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((topic) => other.includes(topic))
