/** Something that is wrong with a configuration or with a file that it names. Holds no value of a secret. */
export interface Finding {
  readonly level: 'error' | 'warning'
  /** As the configuration's documentation names it: `routes[0].upstream`. */
  readonly setting: string
  readonly text: string
}

/** What was asked of ZITADEL, and what came of it. */
export interface Check {
  readonly check: string
  readonly outcome: 'good' | 'bad' | 'not_asked'
  readonly detail: string
}
