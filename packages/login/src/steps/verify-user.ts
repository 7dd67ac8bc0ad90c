import { LoginError } from '../errors.ts'
import { codeWindowMs } from '../one-time-codes.ts'
import { type Step, inHand } from '../step.ts'

/**
 * Proves one factor to ZITADEL. Unknown user, wrong password, locked and deactivated look the same from outside (CRED-9); a
 * one-time code is remembered before it is sent (CRED-10).
 */
export const verifyUser: Step = {
  name: 'verify_user',
  async run(attempt, work, { driver, codes }) {
    const { proof } = work
    if (proof.method === 'totp') {
      const use = await codes.spend(inHand(attempt.subject ?? undefined, 'the user'), proof.code)
      // Counted from the first of them, so that it is over by then at the latest (THR-6).
      if (use === 'too_many')
        throw new LoginError('CODE_LIMIT', undefined, { retryAfterSeconds: codeWindowMs / 1000 })
      if (use === 'used_before') throw new LoginError('CODE_REJECTED', 'the code was used before')
    }
    const proven = await driver.prove(await driver.challenge(attempt.driver, proof.method), proof)
    work.session = proven.session
    work.driver = proven.state
    return { progress: 'proven', driver: proven.state }
  },
}
