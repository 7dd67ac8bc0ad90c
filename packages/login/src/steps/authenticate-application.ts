import type { Step } from '../step.ts'

/** Authenticates the application (RFC 7523 §2.1). The token is the same for all logins and usually there already. */
export const authenticateApplication: Step = {
  name: 'authenticate_application',
  makesNothing: true,
  async run(_attempt, _work, { driver }) {
    await driver.authenticate()
    return { progress: 'authenticated' }
  },
}
