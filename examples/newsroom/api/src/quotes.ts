export interface Quote {
  readonly id: string
  readonly text: string
  readonly attribution: string
}

const attribution = 'The newsroom'

/** Made up at our own desks. */
export const quotes: readonly Quote[] = [
  { id: 'second-source', text: 'A second source is cheaper than a correction.', attribution },
  {
    id: 'quiet-desk',
    text: 'When the desk goes quiet, somebody has found the number that does not fit.',
    attribution,
  },
  { id: 'short-verb', text: 'Use the short verb. It has somewhere to be.', attribution },
  {
    id: 'front-page',
    text: 'Nobody remembers the headline we did not print, and that is its best quality.',
    attribution,
  },
  { id: 'why-now', text: 'Ask who, what and where. Then ask why today.', attribution },
  {
    id: 'coffee',
    text: 'Deadlines are met by people and by coffee, and the coffee never misses one.',
    attribution,
  },
  { id: 'doubt', text: 'Doubt is not the enemy of the story. It is the editor of the story.', attribution },
  { id: 'margin', text: 'The best part of the page is the margin: it lets the reader think.', attribution },
  { id: 'caption', text: 'If the caption needs a caption, take another picture.', attribution },
  { id: 'small-print', text: 'Read the small print aloud. It hates that.', attribution },
]

/**
 * Picks a quote that is not the one given last.
 *
 * @param below a random whole number from 0 to below its argument
 */
export function pickQuote(lastId: string | null, below: (limit: number) => number): Quote {
  const fresh = quotes.filter((quote) => quote.id !== lastId)
  const picked = fresh[below(fresh.length)]
  if (picked === undefined) throw new RangeError('the random number is out of range')
  return picked
}
