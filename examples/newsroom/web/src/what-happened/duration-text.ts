/** A duration as one reads it aloud: whole milliseconds below a second, then seconds. */
export function durationText(ms: number): string {
  if (ms < 1) return 'under 1 ms'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`
}
