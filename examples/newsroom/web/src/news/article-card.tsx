import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import { agoText } from '../shell/ago-text.ts'
import type { Article } from './article.ts'
import { topicsText } from './topics-text.ts'

interface Props {
  readonly article: Article
  readonly now: number
  /** Topics' names by id, where they are known. */
  readonly names?: ReadonlyMap<string, string>
  readonly size?: 'lead' | 'normal' | 'brief'
  /** Stands above the text, such as the lead story's picture. */
  readonly children?: ReactNode
}

/** One article: what it is about, and all of it on request. The lead story is there as a whole, under no heading but the page’s. */
export function ArticleCard({ article, now, names, size = 'normal', children }: Props) {
  const { headline, summary, body, topics, author, publishedAt } = article
  const [isOpen, setIsOpen] = useState(size === 'lead')
  const id = useId()
  const Headline = size === 'lead' ? 'h2' : 'h3'
  return (
    <article className={`article article-${size}`} aria-labelledby={`${id}-headline`}>
      {children}
      <p className="article-topic">{topicsText(topics, names)}</p>
      <Headline id={`${id}-headline`}>{headline}</Headline>
      <p className="article-summary">{summary}</p>
      <div id={`${id}-body`} hidden={!isOpen}>
        <p className="article-body">{body}</p>
      </div>
      <p className="article-facts">
        {author !== null && <span>{author} · </span>}
        <time dateTime={new Date(publishedAt).toISOString()}>{agoText(publishedAt, now)}</time>
        {size !== 'lead' && (
          <button
            type="button"
            className="article-more"
            aria-expanded={isOpen}
            aria-controls={`${id}-body`}
            aria-describedby={`${id}-headline`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? 'Close' : 'Read on'}
          </button>
        )}
      </p>
    </article>
  )
}
