import type { Page } from '../shell/page.ts'
import { PageLink } from '../shell/page-link.tsx'

/** What is missing where the page holds the tokens, and why. */
export function NoSessions({ go }: { readonly go: (page: Page) => void }) {
  return (
    <header className="page-head">
      <p className="article-topic">Your account</p>
      <h1 tabIndex={-1}>Your sessions</h1>
      <p className="page-lead">This form cannot show you where else you are logged in.</p>
      <p>
        Here every browser holds its own tokens, and no server of the newsroom knows of them. The page knows
        of its own tabs, and a log-out reaches those. To end a login in another browser you have to go there,
        or ask whoever runs ZITADEL; even then a refresh token in that browser lives on until it is revoked.
      </p>
      <p>
        With the tokens on the server this page lists every login and ends it.{' '}
        <PageLink to="forms" go={go}>
          See both forms side by side
        </PageLink>
      </p>
    </header>
  )
}
