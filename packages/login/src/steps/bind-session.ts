import { inHand, type Step } from '../step.ts'

/** Binds the proven session to the authorization request, once, with a proof of sufficiency (CRED-8, ONE-BINDING). */
export const bindSession: Step = {
  name: 'bind_session',
  async run(attempt, work, { driver }) {
    const session = inHand(work.session, 'the session token')
    const sufficient = inHand(work.sufficient, 'the proof of sufficiency')
    work.code = await driver.bind(attempt.driver, session, sufficient)
    delete work.session
    return { progress: 'bound' }
  },
}
