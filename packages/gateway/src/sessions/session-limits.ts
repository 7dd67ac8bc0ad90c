import type { SessionOuter } from './session-record.ts'

/** In milliseconds. */
export interface SessionLimits {
  readonly idleMs: number
  readonly absoluteMs: number
  readonly touchMs: number
  readonly policyCheckMs: number
}

export const sessionLimits = (written: {
  readonly idleSeconds: number
  readonly absoluteSeconds: number
  readonly touchSeconds: number
  readonly policyCheckSeconds: number
}): SessionLimits => ({
  idleMs: written.idleSeconds * 1000,
  absoluteMs: written.absoluteSeconds * 1000,
  touchMs: written.touchSeconds * 1000,
  policyCheckMs: written.policyCheckSeconds * 1000,
})

/** Which limit a session has reached, at the very millisecond, whatever the cookie says (BFF-8). */
export function limitReached(
  { idleExpiresAt, absoluteExpiresAt }: SessionOuter,
  now: number,
): 'absolute' | 'idle' | undefined {
  if (now >= absoluteExpiresAt) return 'absolute'
  return now >= idleExpiresAt ? 'idle' : undefined
}

/** The outer envelope after a use. The idle limit never goes beyond the absolute one. */
export const afterUse = (outer: SessionOuter, now: number, { idleMs }: SessionLimits): SessionOuter => ({
  ...outer,
  lastUsedAt: now,
  idleExpiresAt: Math.min(now + idleMs, outer.absoluteExpiresAt),
})
