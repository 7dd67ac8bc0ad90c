import { agoText } from '../shell/ago-text.ts'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' })

/** A time in words, to the minute. */
export const exactText = (time: number): string => exact.format(time)

/** How long ago something was; exactly when, on pointing at it. */
export function Moment({ time, now }: { readonly time: number; readonly now: number }) {
  return (
    <time dateTime={new Date(time).toISOString()} title={exactText(time)}>
      {agoText(time, now)}
    </time>
  )
}
