import { inHand, type Step } from '../step.ts'

/** Validates the tokens against what was sent and what was proven. Nothing unvalidated is ever written or given out (CODE-2). */
export const validateTokens: Step = {
  name: 'validate_tokens',
  makesNothing: true,
  async run(attempt, work, { driver }) {
    const tokens = inHand(work.tokens, 'the tokens')
    work.accepted = await driver.accept(
      attempt.driver,
      tokens,
      inHand(work.sufficient, 'the proof of sufficiency'),
    )
    return { progress: 'validated' }
  },
}
