import { useAuth } from '../auth/index.ts'

/** Why one would log in. */
export function Invitation() {
  const { logIn } = useAuth()
  return (
    <section className="invitation" aria-labelledby="invitation">
      <div>
        <h2 id="invitation">A front page of your own</h2>
        <p>
          Choose your topics, read what matters to you, and take a good quote home. The login is right here.
        </p>
      </div>
      <button type="button" className="button" onClick={logIn}>
        Log in to your feed
      </button>
    </section>
  )
}
