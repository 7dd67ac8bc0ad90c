import { useAuth } from '../auth/index.ts'
import type { Page } from '../shell/page.ts'
import { PageLink } from '../shell/page-link.tsx'
import { Bars } from './bars.tsx'
import { durationText } from './duration-text.ts'
import { timelineOf } from './timeline.ts'
import './what-happened.css'

/** The login as a small chart, with the way to the whole story. */
export function StoryTeaser({ go }: { readonly go: (page: Page) => void }) {
  const { story } = useAuth().now
  if (story === null || story.steps.length === 0) return null
  const { totalMs, bars } = timelineOf(story.steps)
  return (
    <section className="teaser" aria-labelledby="teaser">
      <h2 id="teaser" className="section-title">
        What just happened
      </h2>
      <p>
        The server needed <strong>{durationText(totalMs)}</strong> and {bars.length} steps to let you in. No
        token ever reached this page.
      </p>
      <div className="teaser-chart">
        {bars.map(({ step, stretches }) => (
          <Bars key={step} stretches={stretches} />
        ))}
      </div>
      <PageLink to="story" go={go} className="teaser-link">
        See it step by step
      </PageLink>
    </section>
  )
}
