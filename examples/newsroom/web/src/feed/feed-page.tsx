import { useCallback, useEffect, useMemo } from 'react'
import { useAuth } from '../auth/index.ts'
import { parseArticles } from '../news/article.ts'
import { ArticleCard } from '../news/article-card.tsx'
import { Placeholders } from '../news/placeholders.tsx'
import { QuoteCard } from '../quote/quote-card.tsx'
import { apiJson } from '../shell/api-json.ts'
import { Failure } from '../shell/failure.tsx'
import type { Page } from '../shell/page.ts'
import { useLoaded } from '../shell/use-loaded.ts'
import { StoryTeaser } from '../what-happened/story-teaser.tsx'
import './feed.css'
import { Greeting } from './greeting.tsx'
import { TopicChooser } from './topic-chooser.tsx'
import { parseTopics } from './topics.ts'
import { useChoice } from './use-choice.ts'

/** The reader's own page: the feed by topics, a quote, and the story of the login. */
export function FeedPage({ now, go }: { readonly now: () => number; readonly go: (page: Page) => void }) {
  const { api } = useAuth()
  const topics = useLoaded(
    useCallback((signal: AbortSignal) => apiJson(api, '/api/topics', parseTopics, { signal }), [api]),
  )
  const feed = useLoaded(
    useCallback((signal: AbortSignal) => apiJson(api, '/api/feed', parseArticles, { signal }), [api]),
  )
  const [choice, toggle] = useChoice(topics.value?.topics)
  const names = useMemo(
    () => new Map(topics.value?.available.map(({ id, label }) => [id, label])),
    [topics.value],
  )

  // Only a save of our own makes the feed another one; what was just loaded belongs to it already.
  const { reload } = feed
  useEffect(() => {
    if (choice.outcome === 'saved') reload()
  }, [choice.outcome, choice.saved, reload])

  return (
    <>
      <Greeting now={now} />
      <div className="personal">
        <div className="personal-main">
          {topics.value !== undefined && (
            <TopicChooser available={topics.value.available} choice={choice} toggle={toggle} />
          )}
          {topics.error !== null && (
            <Failure error={topics.error} what="Your topics" onRetry={topics.reload} />
          )}
          <section aria-labelledby="feed" aria-busy={feed.isLoading}>
            <h2 id="feed" className="section-title">
              Your feed
            </h2>
            {feed.value === undefined && feed.error === null && <Placeholders count={4} what="your feed" />}
            {feed.error !== null && <Failure error={feed.error} what="Your feed" onRetry={feed.reload} />}
            {feed.value?.length === 0 && (
              <p className="empty">
                {choice.wanted.length === 0
                  ? 'No topic is chosen yet. Pick one above, and its news appear here.'
                  : 'Nothing new in your topics. Pick another one above, or come back later.'}
              </p>
            )}
            <div className="feed">
              {feed.value?.map((article) => (
                <ArticleCard key={article.id} article={article} now={now()} names={names} />
              ))}
            </div>
          </section>
        </div>
        <aside className="personal-aside" aria-label="For you besides the news">
          <QuoteCard />
          <StoryTeaser go={go} />
        </aside>
      </div>
    </>
  )
}
