import { callsOf, thousandAtOnce } from '../../scripts/compare-guards/calls.ts'
import { type ContenderName, contenders } from '../../scripts/compare-guards/contenders.ts'
import type { Question } from '../question.ts'

const asked = ['postern-asks', 'passport-zitadel', 'openid-client'] as const satisfies ContenderName[]

export const guardOneQuestion: Question = {
  name: 'guard-one-question',
  question: 'How often is the issuer asked for 1,000 requests at once with one token?',
  goal: 'once',
  async run() {
    const figures: Record<string, string> = {}
    for (const contender of asked) {
      const outcome = await callsOf(thousandAtOnce, contender)
      if (!('calls' in outcome)) continue
      const { title } = contenders[contender]
      figures[`${title}, calls to the issuer`] = String(outcome.calls)
      figures[`${title}, requests not answered well`] = String(outcome.failed)
    }
    return { figures, note: 'over 1,000 connections on Express; the issuer answers after 500 ms' }
  },
}
