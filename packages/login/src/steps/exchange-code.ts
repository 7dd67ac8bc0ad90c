import { insufficient } from '../insufficient.ts'
import { settled } from '../settled.ts'
import { inHand, loginQuestion, type Step } from '../step.ts'

/**
 * Redeems the code, and beside it reads the facts once more and lets the ZITADEL session live as long as ours may. Tokens that were
 * minted while the policy changed die with their session (NO-TOKEN-EARLY).
 */
export const exchangeCode: Step = {
  name: 'exchange_code',
  async run(attempt, work, { driver, judged }) {
    const code = inHand(work.code, 'the code')
    delete work.code
    const [, verdict] = await settled(
      driver.exchange(attempt.driver, code).then((tokens) => {
        work.tokens = tokens
        return tokens
      }),
      driver.requirements(attempt.driver, loginQuestion(attempt, work.sufficient)),
      driver.extend(attempt.driver),
    )
    judged(attempt, verdict)
    if (verdict.sufficient === null) throw insufficient(verdict.judgement)
    work.sufficient = verdict.sufficient
    return { progress: 'exchanged' }
  },
}
