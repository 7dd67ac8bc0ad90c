import type { Stretch } from './timeline.ts'

interface Props {
  readonly stretches: readonly Stretch[]
  readonly cuts?: readonly number[]
}

/**
 * The bars of one step, and where waiting was cut out. Their places are set through the style object, which `style-src 'self'`
 * allows. A stretch without measurable time is still a line.
 */
export function Bars({ stretches, cuts = [] }: Props) {
  return (
    <span className="bars" aria-hidden="true">
      {cuts.map((part) => (
        <span key={part} className="bars-cut" style={{ left: `${part * 100}%` }} />
      ))}
      {stretches.map(({ from, share }) => (
        <span
          key={from}
          className="bars-bar"
          style={{ left: `min(${from * 100}%, calc(100% - 3px))`, width: `max(${share * 100}%, 3px)` }}
        />
      ))}
    </span>
  )
}
