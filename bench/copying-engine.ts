import type { AttemptView, FinishedLogin, LoginEngine } from '@postern/login'

/**
 * An engine whose every login is a copy of one real login, by a subject and with a ZITADEL session of its own. For measuring what
 * keeps sessions, where asking ZITADEL a hundred thousand times would measure ZITADEL.
 */
export function createCopyingEngine(
  login: FinishedLogin,
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>,
): LoginEngine {
  let count = 0
  const view = (attempt: string, state: AttemptView['state']): AttemptView => ({
    attempt,
    state,
    needs: state === 'open' ? [{ type: 'first_factor', methods: ['password'], reason: 'not_proven' }] : [],
    expiresAt: Date.now() + 600_000,
  })
  const notAskedHere = async (): Promise<never> => {
    throw new Error('nobody asks for this here')
  }
  return {
    async begin() {
      const attempt = Buffer.from(randomBytes(16)).toString('base64url')
      return { handle: { attempt, secret: randomBytes(32) }, view: view(attempt, 'open') }
    },
    async prove({ attempt }, _proof, keep) {
      count += 1
      const tail = String(count).padStart(8, '0')
      const copy = structuredClone({
        ...login,
        subject: login.subject.slice(0, -tail.length) + tail,
        zitadelSessionId: login.zitadelSessionId.slice(0, -tail.length) + tail,
      })
      await keep?.(copy)
      return { kind: 'finished', view: view(attempt, 'finished'), login: copy }
    },
    view: async ({ attempt }) => view(attempt, 'open'),
    cancel: async () => undefined,
    renew: notAskedHere,
    discard: async () => undefined,
    judge: async () => [],
    end: async () => undefined,
    recover: async () => ({ undone: 0, left: 0 }),
    readLogoutToken: notAskedHere,
    ready: async () => ({ loginClientExpiresAt: null }),
    close: async () => undefined,
  }
}
