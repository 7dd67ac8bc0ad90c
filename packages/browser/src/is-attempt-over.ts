import { PosternError } from './postern-error.ts'

/**
 * Whether an error says that this attempt is of no use for this proof, while a new one may be: unknown, expired, out of tries, no
 * longer the one of this browser's pre-login cookie because another tab began its own (FIX-3), or further than this page knows
 * because an answer was lost. In none of these was the proof judged: sent twice, a wrong password would count twice towards a
 * lockout.
 */
export const isAttemptOver = (error: unknown): boolean =>
  error instanceof PosternError &&
  (error.status === 404 || error.status === 410 || error.code === 'PROOF_NOT_EXPECTED')
