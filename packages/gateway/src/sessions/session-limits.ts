import type { Config } from '../config/config.ts'
import type { SessionOuter } from './session-record.ts'

/** In milliseconds. */
export interface SessionLimits {
  readonly idleMs: number
  readonly absoluteMs: number
  readonly touchMs: number
  readonly policyCheckMs: number
  readonly rotateMs: number
  readonly rotationGraceMs: number
}

/** Settings may be as old as `settingsCacheSeconds` when a session is judged by them, so it is judged that much more often. */
export const sessionLimits = ({
  session,
  settingsCacheSeconds,
}: Pick<Config, 'session' | 'settingsCacheSeconds'>): SessionLimits => ({
  idleMs: session.idleSeconds * 1000,
  absoluteMs: session.absoluteSeconds * 1000,
  touchMs: session.touchSeconds * 1000,
  policyCheckMs: (session.policyCheckSeconds - settingsCacheSeconds) * 1000,
  rotateMs: session.rotateSeconds * 1000,
  rotationGraceMs: session.rotationGraceSeconds * 1000,
})

/**
 * A record stays so long after its absolute limit, though nobody is served by it: whoever looks after what is over must find it, or
 * its ZITADEL session would live on.
 */
export const keptAfterEndMs = 24 * 3600 * 1000

/** How long after its beginning a record of a session can still lie in the store. */
export const retentionMs = ({ absoluteMs }: SessionLimits): number => absoluteMs + keptAfterEndMs

/** Which limit a session has reached, at the very millisecond, whatever the cookie says (BFF-8). */
export function limitReached(
  { idleExpiresAt, absoluteExpiresAt }: SessionOuter,
  now: number,
): 'absolute' | 'idle' | undefined {
  if (now >= absoluteExpiresAt) return 'absolute'
  return now >= idleExpiresAt ? 'idle' : undefined
}

/** A judgement that is too old, or of the future: the clock went back since, and nobody knows how old it is (POLICY-NOW). */
export const isJudgementDue = (
  { judgedAt }: Pick<SessionOuter, 'judgedAt'>,
  now: number,
  { policyCheckMs }: Pick<SessionLimits, 'policyCheckMs'>,
): boolean => now < judgedAt || now - judgedAt >= policyCheckMs

/** The outer envelope after a use. The idle limit never goes beyond the absolute one. */
export const afterUse = (outer: SessionOuter, now: number, { idleMs }: SessionLimits): SessionOuter => ({
  ...outer,
  lastUsedAt: now,
  idleExpiresAt: Math.min(now + idleMs, outer.absoluteExpiresAt),
})
