import type { Demand } from './comparison.ts'
import type { Way } from './contenders.ts'
import type { Asked } from './guarded-api.ts'

/** One request that every guard is sent, and what it should come to. */
export interface Case {
  readonly case: string
  readonly should: Readonly<Record<Way, Demand | null>>
  readonly asked: Asked
}

export const both = (demand: Demand): Case['should'] => ({ asks: demand, verifies: demand })
export const bearer = (token: string): string => `Bearer ${token}`
