import type { ContenderName, Way } from './contenders.ts'

/** What a case asks of a guard. */
export const demands = {
  accept: 'accept',
  refuse: '401',
  forbid: '403',
  'keep out': 'keep out',
  fault: '5xx',
} as const

export type Demand = keyof typeof demands

/** What came back: an answer, what happened instead of one, or what many requests made of the issuer. */
export type Outcome = Answered | Instead | Counted

export interface Answered {
  readonly status: number
}

export interface Instead {
  readonly instead: 'no answer' | 'the process ended' | 'does not start'
}

export interface Counted {
  /** Calls to the issuer. */
  readonly calls: number
  /** Requests that were not answered as the case asks. */
  readonly failed: number
}

export interface Row {
  readonly case: string
  /** `null`: this way of judging has nothing to do with the case, or nothing is right or wrong. */
  readonly should: Readonly<Record<Way, Demand | null>>
  readonly outcomes: Readonly<Partial<Record<ContenderName, Outcome>>>
}

export interface Table {
  readonly title: string
  readonly text: string
  readonly columns: readonly ContenderName[]
  readonly rows: readonly Row[]
}

/** All that was measured in one run. */
export interface Comparison {
  readonly on: string
  readonly node: string
  readonly versions: Readonly<Record<string, string>>
  readonly tables: readonly Table[]
}

/** Whether that is what the case asks for. */
export function isMet(outcome: Outcome, demand: Demand | null): boolean {
  if ('calls' in outcome) return outcome.failed === 0
  if (demand === null) return true
  if ('instead' in outcome) return false
  const { status } = outcome
  return {
    accept: status === 200,
    // RFC 6750 §3.1: 400 is for requests that are malformed
    refuse: status === 401 || status === 400,
    forbid: status === 403,
    'keep out': status >= 400,
    fault: status >= 500,
  }[demand]
}
