import { useCallback } from 'react'
import { useAuth } from '../auth/index.ts'
import { Desk } from '../editor/desk.tsx'
import { apiJson } from '../shell/api-json.ts'
import { Failure } from '../shell/failure.tsx'
import type { Page } from '../shell/page.ts'
import { useLoaded } from '../shell/use-loaded.ts'
import { FormStrip } from '../two-forms/form-strip.tsx'
import type { Article } from './article.ts'
import { parseArticles } from './article.ts'
import { ArticleCard } from './article-card.tsx'
import { Halftone } from './halftone.tsx'
import { Invitation } from './invitation.tsx'
import './news.css'
import { Placeholders } from './placeholders.tsx'

/** News for everyone: a lead story, the latest beside it, the rest below. */
export function NewsPage({ now, go }: { readonly now: () => number; readonly go: (page: Page) => void }) {
  const { api, now: auth } = useAuth()
  const load = useCallback(
    (signal: AbortSignal) => apiJson(api, '/api/news', parseArticles, { signal }),
    [api],
  )
  const { value: articles, error, reload } = useLoaded(load)

  return (
    <>
      <h1 className="unseen" tabIndex={-1}>
        Front page
      </h1>
      <FormStrip go={go} />
      {articles === undefined && error === null && <Placeholders count={6} what="the news" />}
      {error !== null && <Failure error={error} what="The news" onRetry={reload} />}
      {articles?.length === 0 && <p className="empty">No news yet today. Come back a little later.</p>}
      {articles !== undefined && articles.length > 0 && <FrontPage articles={articles} now={now()} />}
      {auth.status === 'in' && <Desk onPublished={reload} />}
      {auth.status === 'out' && <Invitation />}
    </>
  )
}

function FrontPage({ articles, now }: { readonly articles: readonly Article[]; readonly now: number }) {
  const [lead, ...others] = articles
  const latest = others.slice(0, 3)
  const rest = others.slice(3)
  return (
    <>
      <div className="front">
        <section aria-label="Lead story">
          {lead !== undefined && (
            <ArticleCard article={lead} now={now} size="lead">
              <Halftone seed={lead.id} />
            </ArticleCard>
          )}
        </section>
        {latest.length > 0 && (
          <section className="latest" aria-labelledby="latest">
            <h2 id="latest" className="section-title">
              Latest
            </h2>
            {latest.map((article) => (
              <ArticleCard key={article.id} article={article} now={now} size="brief" />
            ))}
          </section>
        )}
      </div>
      {rest.length > 0 && (
        <section aria-labelledby="more">
          <h2 id="more" className="section-title">
            More news
          </h2>
          <div className="columns">
            {rest.map((article) => (
              <ArticleCard key={article.id} article={article} now={now} />
            ))}
          </div>
        </section>
      )}
    </>
  )
}
