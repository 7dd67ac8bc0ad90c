import './base.css'
import './shell.css'
import { titleOf } from './title-of.ts'

/** All there is when the page cannot even begin. */
export function Closed({ error }: { readonly error: unknown }) {
  return (
    <main className="sheet closed" role="alert">
      <h1>The Newsroom is closed</h1>
      <p>
        {titleOf(error) ||
          'Its server cannot be reached at the moment. Look at your connection, and try again.'}
      </p>
      <button type="button" className="button" onClick={() => location.reload()}>
        Try again
      </button>
    </main>
  )
}
