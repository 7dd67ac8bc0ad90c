import { useAuth } from '../auth/index.ts'
import { PageHead } from '../shell/page-head.tsx'
import type { Page } from '../shell/page.ts'
import { durationText } from './duration-text.ts'
import { methodsText } from './methods-text.ts'
import { OtherStory } from './other-story.tsx'
import { timelineOf } from './timeline.ts'
import { Waterfall } from './waterfall.tsx'
import './what-happened.css'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const moment = new Intl.DateTimeFormat('en-GB', { weekday: 'long', hour: '2-digit', minute: '2-digit' })

/** The login told step by step, with the server's own times. */
export function StoryPage({ go }: { readonly go: (page: Page) => void }) {
  const { form, now } = useAuth()
  const { story } = now
  if (form === 'tokens_in_the_browser') return <OtherStory go={go} />
  if (story === null || story.steps.length === 0) {
    return (
      <>
        <h1 tabIndex={-1}>What just happened</h1>
        <p className="empty">The server recorded no steps for this login.</p>
      </>
    )
  }
  const timeline = timelineOf(story.steps)
  return (
    <div className="story">
      <PageHead
        topic="Behind the scenes"
        title="What just happened"
        lead={
          <>
            You typed a password into a form on this page, and the server let you in with{' '}
            {numberText(timeline.bars.length)} steps in {durationText(timeline.totalMs)}. The times are the
            server’s own.
            {timeline.waitedMs > 0 &&
              ` It also waited ${durationText(timeline.waitedMs)} for you; that is left out of the chart, where the dotted line is.`}
          </>
        }
      >
        <p className="story-promise">
          <strong>No token ever reached this page.</strong> Not in a response, not in the address bar, not in
          the browser’s storage. What your browser holds is a session cookie, and JavaScript cannot read it.
        </p>
      </PageHead>
      <dl className="story-facts">
        <div>
          <dt>The server’s work</dt>
          <dd>{durationText(timeline.totalMs)}</dd>
        </div>
        <div>
          <dt>Logged in</dt>
          <dd>
            <time dateTime={new Date(story.createdAt).toISOString()}>{clock.format(story.createdAt)}</time>
          </dd>
        </div>
        <div>
          <dt>Proven by</dt>
          <dd>{methodsText(story.methods)}</dd>
        </div>
        <div>
          <dt>Ends at the latest</dt>
          <dd>
            <time dateTime={new Date(story.expiresAt).toISOString()}>{moment.format(story.expiresAt)}</time>
          </dd>
        </div>
      </dl>
      <section aria-labelledby="steps">
        <h2 id="steps" className="section-title">
          Step by step
        </h2>
        <Waterfall timeline={timeline} />
      </section>
    </div>
  )
}

const numberText = (count: number): string =>
  ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count)
