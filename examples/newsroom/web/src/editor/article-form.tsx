import type { FormEvent } from 'react'
import { useId, useState } from 'react'
import { useAuth } from '../auth/index.ts'
import type { Topic } from '../feed/topics.ts'
import { ApiError, apiJson } from '../shell/api-json.ts'
import { type Draft, emptyDraft, longest, missingIn, readyDraft, toggled } from './draft.ts'

interface Props {
  readonly topics: readonly Topic[]
  readonly onPublished: () => void
}

type Outcome =
  | { readonly kind: 'none' | 'sending' | 'published' }
  | { readonly kind: 'failed'; readonly text: string }

/** Writes an article and publishes it under the editor's own name. What was written stays until it is published. */
export function ArticleForm({ topics, onPublished }: Props) {
  const { api } = useAuth()
  const [draft, setDraft] = useState(emptyDraft)
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' })
  const title = useId()
  const change = (changes: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changes }))
    setOutcome({ kind: 'none' })
  }

  const publish = async (event: FormEvent) => {
    event.preventDefault()
    setOutcome({ kind: 'sending' })
    try {
      await apiJson(api, '/api/articles', () => undefined, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(readyDraft(draft)),
      })
      setDraft(emptyDraft)
      setOutcome({ kind: 'published' })
      onPublished()
    } catch (error) {
      const text = error instanceof ApiError ? error.title : 'The newsroom could not be reached.'
      setOutcome({ kind: 'failed', text })
    }
  }

  return (
    <section className="desk" aria-labelledby={title}>
      <h2 id={title} className="section-title">
        The editor’s desk
      </h2>
      <form onSubmit={(event) => void publish(event)} aria-busy={outcome.kind === 'sending'}>
        <label>
          Headline
          <input
            value={draft.headline}
            maxLength={longest.headline}
            onChange={({ target }) => change({ headline: target.value })}
          />
        </label>
        <label>
          Summary
          <textarea
            value={draft.summary}
            maxLength={longest.summary}
            rows={2}
            onChange={({ target }) => change({ summary: target.value })}
          />
        </label>
        <label>
          Text
          <textarea
            value={draft.body}
            maxLength={longest.body}
            rows={6}
            onChange={({ target }) => change({ body: target.value })}
          />
        </label>
        <fieldset className="topics">
          <legend>Topics of the article</legend>
          <div className="topics-chips">
            {topics.map(({ id, label }) => (
              <label key={id} className="chip">
                <input
                  type="checkbox"
                  checked={draft.topics.includes(id)}
                  onChange={() => change(toggled(draft, id))}
                />
                <span>{label}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <button
          type="submit"
          className="button"
          disabled={missingIn(draft).length > 0 || outcome.kind === 'sending'}
        >
          Publish
        </button>
        <p role="status">
          {outcome.kind === 'published' && 'Published. It is on the front page.'}
          {outcome.kind === 'failed' && outcome.text}
        </p>
      </form>
    </section>
  )
}
