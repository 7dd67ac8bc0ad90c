/** Grey lines in the shape of articles while they are loaded. */
export function Placeholders({ count, what }: { readonly count: number; readonly what: string }) {
  return (
    <div className="columns placeholders" role="status">
      <span className="unseen">Loading {what}…</span>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="placeholder" aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  )
}
