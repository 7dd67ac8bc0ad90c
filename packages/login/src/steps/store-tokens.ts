import { inHand, type Step } from '../step.ts'

/**
 * Hands the login to whoever keeps sessions, then closes the attempt, which from here on holds nothing of ZITADEL's. In this order:
 * should the process die in between, the attempt is found unfinished and everything that it made is ended, the kept session too.
 */
export const storeTokens: Step = {
  name: 'store_tokens',
  async run(attempt, work, { now }) {
    const { otherAudiences: _, ...accepted } = inHand(work.accepted, 'the validated tokens')
    const startedAt = now()
    const steps = [...attempt.steps, { step: 'store_tokens' as const, startedAt, endedAt: startedAt }]
    work.kept = { flow: 'back_channel', ...accepted, steps }
    await work.keep(work.kept)
    return { progress: 'finished', needs: [], driver: {} }
  },
}
