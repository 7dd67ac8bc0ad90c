import { clockOffset, type Now } from '@postern/protocol'

/** How far ZITADEL's clock is from ours, from the `Date` fields of its answers. */
export interface IssuerClock {
  observe(date: string | undefined, sentAt: number, receivedAt: number): void
  /** Milliseconds by which ZITADEL is ahead of us, as last seen; nothing before the first answer. */
  offsetMs(): number | undefined
}

export function createIssuerClock(now: Now): IssuerClock {
  let last: { offsetMs: number; uncertaintyMs: number; at: number } | undefined
  return {
    observe(date, sentAt, receivedAt) {
      const seen = clockOffset(date, { sentAt, receivedAt })
      if (seen === undefined) return
      // A password check takes a second, and the date stands somewhere in it: a sharper value is kept for a minute.
      const isSharper =
        last === undefined || seen.uncertaintyMs <= last.uncertaintyMs || now() - last.at > 60_000
      if (isSharper) last = { ...seen, at: now() }
    },
    offsetMs: () => last?.offsetMs,
  }
}
