import { inHand, type Step } from '../step.ts'

/**
 * Closes the attempt: from here on it holds nothing of ZITADEL's. The tokens are given to whoever keeps sessions, and only after
 * this was written; if it cannot be written, they are given to nobody.
 */
export const storeTokens: Step = {
  name: 'store_tokens',
  async run(_attempt, work) {
    inHand(work.accepted, 'the validated tokens')
    return { progress: 'finished', needs: [], driver: {} }
  },
}
