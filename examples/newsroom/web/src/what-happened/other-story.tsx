import { PageHead } from '../shell/page-head.tsx'
import type { Page } from '../shell/page.ts'
import { PageLink } from '../shell/page-link.tsx'

/** What the page itself did where it holds the tokens: it saw too little for a chart. */
export function OtherStory({ go }: { readonly go: (page: Page) => void }) {
  return (
    <div className="story">
      <PageHead
        topic="Behind the scenes"
        title="What just happened"
        lead="This form cannot show the seven steps of a login: they are taken by a server, and here there is none. What the page did itself was this."
      />
      <ol className="told">
        <li>
          It made a secret, sent its hash along, and left for ZITADEL’s login page (Authorization Code with
          PKCE). What you typed there, and how it was checked, this page never saw.
        </li>
        <li>ZITADEL sent you back with a code, which was taken out of the address bar at once.</li>
        <li>
          The page gave code and secret to ZITADEL and got an ID token, an access token and a refresh token.
        </li>
        <li>It read your name from the ID token, and asked ZITADEL for it where it was not in there.</li>
        <li>It keeps the tokens in memory, and sends the access token with every call to the API.</li>
      </ol>
      <p className="story-promise">
        <strong>The tokens are in this page.</strong> A script that gets into it can take them.{' '}
        <PageLink to="forms" go={go}>
          See what that means
        </PageLink>
      </p>
    </div>
  )
}
