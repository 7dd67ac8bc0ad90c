import { tableLines } from '../table.ts'
import type { Check, Finding } from './finding.ts'

interface Looking {
  readonly isInteractive: boolean
}

export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ level, setting, text }) => `${level}: ${setting}: ${text}`)
}

const words = { good: 'ok', bad: 'NO', not_asked: '-' } as const

export function checkLines(checks: readonly Check[], looking: Looking): readonly string[] {
  const rows = checks.map(({ check, outcome, detail }) => [check, words[outcome], detail])
  return tableLines(['CHECK', '', 'DETAIL'], rows, looking)
}
