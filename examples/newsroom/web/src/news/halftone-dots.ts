export interface Dot {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly isAccent: boolean
}

const step = 8
const width = 640
const height = 300

/** A landscape of dots, as old presses printed greys: three ranges of hills under a sun, shaped by the seed alone. */
export function dotsOf(seed: string): readonly Dot[] {
  const [a, b, c, d] = numbersOf(seed)
  const sun = { x: 120 + a * 400, y: 78 + b * 34, radius: 46 + c * 20 }
  const ridge = (x: number, range: number) =>
    150 +
    range * 52 +
    Math.sin(x / (70 + 60 * a) + range * 9 * b) * (34 - range * 7) +
    Math.sin(x / (23 + 19 * c) + d * 9 + range) * 9

  const dots: Dot[] = []
  for (let row = 0; row * step <= height; row += 1) {
    for (let column = 0; column * step <= width; column += 1) {
      const x = column * step + (row % 2) * (step / 2)
      const y = row * step
      const range = [2, 1, 0].find((hill) => y > ridge(x, hill))
      // The edge of the sun is drawn by smaller dots, so that it is round.
      const light = Math.min(1, (sun.radius - Math.hypot(x - sun.x, y - sun.y)) / step + 0.5)
      const isAccent = range === undefined && light > 0
      const tone =
        range === undefined ? (isAccent ? light : skyTone(y)) : hillTone(range, y - ridge(x, range))
      dots.push({ x, y, radius: Math.round(tone * step * 6) / 10, isAccent })
    }
  }
  return dots.filter(({ radius }) => radius >= 0.5)
}

/** The dots as one outline each for ink and accent: two elements instead of thousands. */
export function pathOf(dots: readonly Dot[]): string {
  return dots
    .map(({ x, y, radius: r }) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`)
    .join('')
}

const skyTone = (y: number): number => Math.max(0, 0.26 - y / 800)

/** The nearer a range, the darker; each fades towards its foot, where the next one stands before it. */
const hillTone = (range: number, depth: number): number => 0.36 + range * 0.24 - Math.min(1, depth / 80) * 0.2

/** Four numbers from 0 to 1, always the same for the same text (FNV-1a). */
function numbersOf(seed: string): readonly [number, number, number, number] {
  const numberOf = (salt: string) => {
    let hash = 0x811c9dc5
    for (const character of salt + seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
    // The last multiplication spreads the last character over all bits.
    return (Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0) / 2 ** 32
  }
  return [numberOf('a'), numberOf('b'), numberOf('c'), numberOf('d')]
}
