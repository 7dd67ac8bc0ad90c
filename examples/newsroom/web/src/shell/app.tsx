import { useEffect, useRef } from 'react'
import { useAuth } from '../auth/index.ts'
import { FeedPage } from '../feed/feed-page.tsx'
import { NewsPage } from '../news/news-page.tsx'
import { SessionsPage } from '../sessions/sessions-page.tsx'
import { formTexts } from '../two-forms/form-texts.ts'
import { FormsPage } from '../two-forms/forms-page.tsx'
import { StoryPage } from '../what-happened/story-page.tsx'
import './base.css'
import { Masthead } from './masthead.tsx'
import { Notice } from './notice.tsx'
import { pages, shownPage } from './page.ts'
import './shell.css'
import { usePage } from './use-page.ts'

/** The frame around the pages. `now` is handed in, as everywhere. */
export function App({ now }: { readonly now: () => number }) {
  const { now: auth, form } = useAuth()
  const [page, go] = usePage()
  const shown = shownPage(page, auth.status)
  const main = useRef<HTMLElement>(null)
  const before = useRef({ shown, status: auth.status })

  useEffect(() => {
    // Logging in leads to the reader's own page; losing the login leads back to what is open to everyone. Whoever compares the forms stays.
    const was = before.current
    before.current = { shown, status: auth.status }
    if (was.status === 'out' && auth.status === 'in' && was.shown !== 'forms') go('feed')
    if (was.status === 'in' && auth.status === 'out' && was.shown !== 'forms') go('front')
    // Another page begins at its heading, for the eye and for a screen reader; the first one begins where the browser does.
    if (was.shown !== shown && was.shown !== 'waiting') main.current?.querySelector('h1')?.focus()
    document.title =
      shown === 'waiting' || shown === 'front' ? 'The Newsroom' : `${pages[shown].title} · The Newsroom`
  }, [shown, auth.status, go])

  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <div className="sheet">
        <Masthead page={shown === 'waiting' ? page : shown} go={go} today={new Date(now())} />
        <Notice />
        <main id="content" ref={main} tabIndex={-1}>
          {shown === 'waiting' && <p className="waiting">Looking up who you are…</p>}
          {shown === 'front' && <NewsPage now={now} go={go} />}
          {shown === 'feed' && <FeedPage now={now} go={go} />}
          {shown === 'story' && <StoryPage go={go} />}
          {shown === 'forms' && <FormsPage />}
          {shown === 'sessions' && <SessionsPage now={now} go={go} />}
        </main>
        <footer className="colophon">
          <p>
            An example of <strong>Postern</strong>: {formTexts[form].colophon}
          </p>
        </footer>
      </div>
    </>
  )
}
