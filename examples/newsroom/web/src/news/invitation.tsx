import { useAuth } from '../auth/index.ts'
import { formTexts } from '../two-forms/form-texts.ts'

/** Why one would log in. */
export function Invitation() {
  const { logIn, form } = useAuth()
  return (
    <section className="invitation" aria-labelledby="invitation">
      <div>
        <h2 id="invitation">A front page of your own</h2>
        <p>{formTexts[form].invitation}</p>
      </div>
      <button type="button" className="button" onClick={logIn}>
        Log in to your feed
      </button>
    </section>
  )
}
