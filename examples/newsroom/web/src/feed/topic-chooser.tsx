import type { Choice } from './choice.ts'
import type { Topic } from './topics.ts'

interface Props {
  readonly available: readonly Topic[]
  readonly choice: Choice
  readonly toggle: (topic: string) => void
}

/** Topics as checkboxes that look like chips. Saved as they are clicked. */
export function TopicChooser({ available, choice, toggle }: Props) {
  return (
    <fieldset className="topics">
      <legend>Topics in your feed</legend>
      <div className="topics-chips">
        {available.map(({ id, label }) => (
          <label key={id} className="chip">
            <input type="checkbox" checked={choice.wanted.includes(id)} onChange={() => toggle(id)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <p role="status" className={`topics-outcome topics-outcome-${choice.outcome}`}>
        {outcomeText(choice)}
      </p>
    </fieldset>
  )
}

function outcomeText({ saving, outcome }: Choice): string {
  if (saving !== null) return 'Saving…'
  if (outcome === 'saved') return 'Saved.'
  if (outcome === 'failed')
    return 'That could not be saved, so your earlier choice is back. Please try again.'
  return ''
}
