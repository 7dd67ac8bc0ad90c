import type { EndOutcome, OwnSession } from '../auth/index.ts'
import { deviceText } from './device-text.ts'

/** What the page shows: the sessions that the server told of, without those that have ended since. */
export interface SessionList {
  /** This browser's first, then the one used last; `null` until the server has answered. */
  readonly rows: readonly OwnSession[] | null
  /** The ids of those being ended now. */
  readonly ending: readonly string[]
  /** The ids of those known to be over: an answer that is older than their end must not bring them back. */
  readonly over: readonly string[]
  /** What happened last, in words. */
  readonly said: { readonly tone: 'info' | 'error'; readonly text: string } | null
}

export type SessionListEvent =
  | { readonly kind: 'loaded'; readonly sessions: readonly OwnSession[] }
  | { readonly kind: 'end_began'; readonly session: OwnSession }
  | { readonly kind: 'end_answered'; readonly session: OwnSession; readonly outcome: EndOutcome }

export const noSessionList: SessionList = { rows: null, ending: [], over: [], said: null }

export function nextSessionList(list: SessionList, event: SessionListEvent): SessionList {
  switch (event.kind) {
    case 'loaded':
      return loaded(list, event.sessions)
    case 'end_began':
      // What was said before goes, so that the same words said again are heard again.
      return { ...list, ending: [...list.ending, event.session.id], said: null }
    case 'end_answered':
      return answered(list, event.session, event.outcome)
  }
}

function loaded(list: SessionList, sessions: readonly OwnSession[]): SessionList {
  const living = sessions.filter(({ id }) => !list.over.includes(id))
  const missing = (list.rows ?? []).filter(
    ({ id }) => !list.ending.includes(id) && !living.some((one) => one.id === id),
  )
  const rows = [...living.filter(({ current }) => current), ...living.filter(({ current }) => !current)]
  return { ...list, rows, ...(missing.length > 0 && { said: { tone: 'info', text: missingText(missing) } }) }
}

function answered(list: SessionList, session: OwnSession, outcome: EndOutcome): SessionList {
  const { id } = session
  const ending = list.ending.filter((other) => other !== id)
  const device = deviceText(session.device)
  if (outcome.kind === 'failed') {
    const text = `${device} may still be logged in: ${outcome.text}`
    return { ...list, ending, said: { tone: 'error', text } }
  }
  return {
    rows: list.rows?.filter((row) => row.id !== id) ?? null,
    ending,
    over: [...list.over, id],
    said: {
      tone: 'info',
      text: `${device} ${outcome.kind === 'ended' ? 'is logged out' : 'had been logged out already'}.`,
    },
  }
}

const missingText = (missing: readonly OwnSession[]): string =>
  missing.length === 1
    ? `${deviceText(missing[0]?.device ?? null)} was logged out meanwhile.`
    : `${missing.length} sessions were logged out meanwhile.`

/** The row to go on from when one is gone: the next that is still there, or else the one before. */
export function neighbourOf(
  id: string,
  before: readonly OwnSession[],
  after: readonly OwnSession[],
): OwnSession | undefined {
  const place = before.findIndex((row) => row.id === id)
  const isThere = (row: OwnSession) => after.some((other) => other.id === row.id)
  return before.slice(place + 1).find(isThere) ?? before.slice(0, Math.max(0, place)).findLast(isThere)
}
