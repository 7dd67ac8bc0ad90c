import { LoginError } from '../errors.ts'
import { insufficient, isUnproven, reasonsOf } from '../insufficient.ts'
import { settled } from '../settled.ts'
import { loginQuestion, type Step } from '../step.ts'

/**
 * Begins the authorization beside the read-back of facts, after the first factor was proven: an authorization request never expires
 * at ZITADEL, so a wrong password must not leave one behind. Where something is still missing it waits in the attempt, and is
 * refused when the attempt is given up.
 *
 * What the user can act on is reported and the attempt waits; what nobody here can mend ends it without a token.
 */
export const beginAuthorization: Step = {
  name: 'begin_authorization',
  async run(attempt, work, { driver, judged }) {
    const [state, verdict] = await settled(
      driver.begin(attempt.driver).then((begun) => {
        work.driver = begun
        return begun
      }),
      driver.requirements(attempt.driver, loginQuestion(attempt)),
    )
    judged(attempt, verdict)
    const { judgement, sufficient, subject } = verdict
    if (sufficient !== null) {
      work.sufficient = sufficient
      return { progress: 'judged', driver: state, subject, needs: [] }
    }
    if (isUnproven(judgement)) throw new LoginError('CREDENTIALS_REJECTED', reasonsOf(judgement))
    if (judgement.isRefused || judgement.needs.length === 0) throw insufficient(judgement)
    return { progress: 'waiting', driver: state, subject, needs: judgement.needs }
  },
}
