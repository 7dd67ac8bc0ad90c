import { PageHead } from '../shell/page-head.tsx'
import type { Page } from '../shell/page.ts'
import { PageLink } from '../shell/page-link.tsx'

/** What is missing where the page holds the tokens, and why. */
export function NoSessions({ go }: { readonly go: (page: Page) => void }) {
  return (
    <PageHead
      topic="Your account"
      title="Your sessions"
      lead="This form cannot show you where else you are logged in."
    >
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
    </PageHead>
  )
}
