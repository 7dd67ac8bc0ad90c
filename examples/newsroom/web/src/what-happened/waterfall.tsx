import { Bars } from './bars.tsx'
import { durationText } from './duration-text.ts'
import { stepText } from './step-texts.ts'
import type { Bar, Timeline } from './timeline.ts'

/** The steps under each other on one axis of time. The numbers stand there as text; the bars are for the eye only. */
export function Waterfall({ timeline }: { readonly timeline: Timeline }) {
  return (
    <div className="waterfall">
      <div className="waterfall-axis" aria-hidden="true">
        {timeline.ticks.map((ms) => (
          <Tick key={ms} ms={ms} part={ms / Math.max(1, timeline.totalMs)} />
        ))}
      </div>
      <ol>
        {timeline.bars.map((bar, index) => (
          <Step key={bar.step} bar={bar} cuts={timeline.cuts} number={index + 1} />
        ))}
      </ol>
    </div>
  )
}

/** Near the end of the axis the label stands before its line, so that it stays on the page. */
function Tick({ ms, part }: { readonly ms: number; readonly part: number }) {
  const isLate = part > 0.9
  return (
    <span
      className={isLate ? 'waterfall-tick-late' : undefined}
      style={isLate ? { right: `${(1 - part) * 100}%` } : { left: `${part * 100}%` }}
    >
      {ms === 0 ? '0' : durationText(ms)}
    </span>
  )
}

interface StepProps {
  readonly bar: Bar
  readonly cuts: readonly number[]
  readonly number: number
}

function Step({ bar, cuts, number }: StepProps) {
  const { title, text } = stepText(bar.step)
  const { durationMs, offsetMs, stretches } = bar
  return (
    <li className="waterfall-step">
      <span className="waterfall-number" aria-hidden="true">
        {number}
      </span>
      <div className="waterfall-words">
        <h3>{title}</h3>
        <p>{text}</p>
      </div>
      <div className="waterfall-track">
        <Bars stretches={stretches} cuts={cuts} />
        <p className="waterfall-time">
          <strong>{durationText(durationMs)}</strong>
          <span>
            {stretches.length > 1 && ` in ${stretches.length} parts`}
            {offsetMs < 1 ? ' from the start' : ` after ${durationText(offsetMs)}`}
          </span>
        </p>
      </div>
    </li>
  )
}
