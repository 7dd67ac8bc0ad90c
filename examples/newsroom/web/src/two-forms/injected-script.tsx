import { useAuth } from '../auth/index.ts'
import { haulText } from './haul-text.ts'
import type { Outcome } from './use-injected-script.ts'
import { useInjectedScript } from './use-injected-script.ts'

/** The button that tries, and what it got. */
export function InjectedScript() {
  const { now, logIn } = useAuth()
  const { outcomes, isRunning, run } = useInjectedScript()
  const isOver = outcomes.length > 0 && !isRunning
  return (
    <section className="injected" aria-labelledby="injected">
      <h2 id="injected">Try it: be the script</h2>
      <p>
        The button does what a script would do that got into this page, in the form that you are looking at.
        It really looks, and it really calls. Nothing leaves your browser, and of what it finds you see only
        the first few characters.
      </p>
      {now.status === 'in' ? (
        <button
          type="button"
          className="button"
          aria-disabled={isRunning}
          onClick={() => void (isRunning || run())}
        >
          {isRunning ? 'Looking…' : isOver ? 'Look again' : 'See what a script can take'}
        </button>
      ) : (
        <p className="injected-out">
          Nobody is logged in here, so there is nothing to take.{' '}
          <button type="button" className="button button-small" onClick={logIn}>
            Log in first
          </button>
        </p>
      )}
      <ol className="hauls">
        {outcomes.map((outcome) => (
          <HaulRow key={outcome.title} outcome={outcome} />
        ))}
      </ol>
      <p role="status" className="injected-sum">
        {isOver ? haulText(outcomes) : ''}
      </p>
    </section>
  )
}

function HaulRow({ outcome: { title, haul } }: { readonly outcome: Outcome }) {
  const isToken = haul?.loot.some((one) => one.isToken) ?? false
  return (
    <li className={isToken ? 'haul haul-token' : 'haul'}>
      <h3>{title}</h3>
      <div>
        {haul === null && <p>…</p>}
        {haul !== null && haul.loot.length > 0 && (
          <dl>
            {haul.loot.map(({ what, sample }, index) => (
              <div key={`${what} ${index}`}>
                <dt>{what}</dt>
                <dd>{sample}</dd>
              </div>
            ))}
          </dl>
        )}
        {haul !== null && <p>{haul.said}</p>}
      </div>
    </li>
  )
}
