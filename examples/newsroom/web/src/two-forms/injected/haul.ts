/** What a script has got hold of. */
export interface Loot {
  readonly what: string
  /** Enough to see that it is real, too little to use it. */
  readonly sample: string
  /** Whether it opens an API by itself. */
  readonly isToken: boolean
}

export interface Haul {
  readonly loot: readonly Loot[]
  /** What was done and what it means, in words. */
  readonly said: string
}

/** One way in which a script may go about it. */
export interface Attempt {
  readonly title: string
  readonly run: (page: InjectedInto) => Promise<Haul>
}

/** What the attempts need of the page. None of it is the auth room's own. */
export interface InjectedInto {
  /** Lets the page make an ordinary call, as the reader would by a click. */
  readonly makePageCall: () => Promise<unknown>
  readonly wait: (milliseconds: number) => Promise<void>
}

/** The first four characters and the length; nobody may copy a token from a picture of this page. */
export const masked = (text: string): string => `${text.slice(0, 4)}… (${text.length} characters)`

export const tokenLoot = (what: string, token: string): Loot => ({
  what,
  sample: masked(token),
  isToken: true,
})

/** Long, without blanks, and in at least three parts: what ZITADEL's tokens look like, opaque ones too. */
export const looksLikeToken = (text: string): boolean =>
  text.length >= 80 && text.length < 5_000 && /^[\w-]+(\.[\w-]*){2,4}$/.test(text)

/** Tokens in a text, be it one or JSON with some. */
export const tokensIn = (text: string): readonly string[] =>
  [...text.matchAll(/[\w.-]{80,}/g)].map(([run]) => run).filter(looksLikeToken)
