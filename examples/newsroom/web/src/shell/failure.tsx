import { titleOf } from './title-of.ts'

/** Something could not be loaded: says so in words, and offers another try. */
export function Failure({
  error,
  what,
  onRetry,
}: {
  readonly error: unknown
  readonly what: string
  readonly onRetry: () => void
}) {
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{what} could not be loaded.</strong> {titleOf(error)}
      </p>
      <button type="button" className="button button-quiet" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
