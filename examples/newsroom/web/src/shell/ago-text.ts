const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** When something was, as a reader says it. What lies ahead of this machine's clock was just now. */
export function agoText(time: number, now: number): string {
  const ageMs = Math.max(0, now - time)
  if (ageMs < minuteMs) return 'just now'
  if (ageMs < hourMs) return relative.format(-Math.floor(ageMs / minuteMs), 'minute')
  if (ageMs < dayMs) return relative.format(-Math.floor(ageMs / hourMs), 'hour')
  if (ageMs < 7 * dayMs) return relative.format(-Math.floor(ageMs / dayMs), 'day')
  return day.format(time)
}
