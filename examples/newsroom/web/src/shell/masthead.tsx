import { useAuth } from '../auth/index.ts'
import { Avatar } from './avatar.tsx'
import type { Page } from './page.ts'
import { pages } from './page.ts'
import { PageLink } from './page-link.tsx'

interface Props {
  readonly page: Page
  readonly go: (page: Page) => void
  readonly today: Date
}

const edition = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

export function Masthead({ page, go, today }: Props) {
  const { now, logIn, logOut } = useAuth()
  return (
    <header className="masthead">
      <div className="masthead-top">
        <p className="masthead-date">
          <time dateTime={today.toISOString().slice(0, 10)}>{edition.format(today)}</time>
        </p>
        <div className="masthead-account">
          {now.status === 'out' && (
            <button type="button" className="button button-small" onClick={logIn}>
              Log in
            </button>
          )}
          {now.person !== null && (
            <>
              <Avatar person={now.person} size="small" />
              <span className="masthead-name">{now.person.name}</span>
              <button
                type="button"
                className="button button-small button-quiet"
                onClick={() => void logOut()}
              >
                Log out
              </button>
            </>
          )}
        </div>
      </div>
      <PageLink to="front" go={go} className="brand">
        The Newsroom
      </PageLink>
      <p className="masthead-motto">News for everyone. A front page of your own, once you are in.</p>
      <nav className="sections" aria-label="Pages">
        <ul>
          {sections(now.status === 'in').map((to) => (
            <li key={to}>
              <PageLink to={to} go={go} current={page}>
                {pages[to].title}
              </PageLink>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  )
}

const sections = (isIn: boolean): readonly Page[] =>
  isIn ? ['front', 'feed', 'story', 'sessions', 'forms'] : ['front', 'forms']
