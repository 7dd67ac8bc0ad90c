/** One rule, broken by one change of the source. The tests have to notice. */
export interface BrokenRule {
  /** What holds no more: a sentence whose subject is the product. */
  readonly name: string
  /** From the repository's root. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly replace: string
  /** Those of the area's tests that are nearest. They run first; the others only if these notice nothing. */
  readonly nearest?: readonly string[]
}

/** The rules of one area, and the tests that have to notice when one of them is broken. */
export interface Area {
  readonly name: string
  /** Test files or folders, as `vitest run` takes them, from the repository's root. */
  readonly tests: readonly string[]
  readonly rules: readonly BrokenRule[]
}

/** What became of a broken rule. Only the first is good. */
export type Outcome =
  | { readonly kind: 'caught'; readonly by: string }
  /** All tests passed: nothing holds this rule. */
  | { readonly kind: 'survived' }
  /** The source does not hold the text any more, or more than once: the row has to follow it. */
  | { readonly kind: 'does_not_apply'; readonly detail: string }
  /** No test failed by an assertion: the change broke the loading, which shows nothing. */
  | { readonly kind: 'does_not_run'; readonly detail: string }
