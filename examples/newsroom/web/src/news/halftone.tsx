import { dotsOf, pathOf } from './halftone-dots.ts'

/** An engraving for the lead story, different for each: decoration, drawn from the article's id. */
export function Halftone({ seed }: { readonly seed: string }) {
  const dots = dotsOf(seed)
  return (
    <svg className="halftone" viewBox="0 0 640 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <path className="halftone-ink" d={pathOf(dots.filter(({ isAccent }) => !isAccent))} />
      <path className="halftone-accent" d={pathOf(dots.filter(({ isAccent }) => isAccent))} />
    </svg>
  )
}
