/** What a benchmark asks, and how it is answered: figures of the same run beside each other, never one alone. */
export interface Question {
  readonly name: string
  readonly question: string
  /** The goal, in the words of the design; absent where the figure is only recorded. */
  readonly goal?: string
  readonly run: () => Promise<Answer>
}

export interface Answer {
  /** Each figure with its unit, such as `{ 'login, median': '42.1 ms' }`. */
  readonly figures: Readonly<Record<string, string>>
  /** The figure that is compared with the goal. */
  readonly ratio?: number
  readonly note?: string
}
