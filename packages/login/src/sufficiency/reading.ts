/** Why a fact could not be read. Stable: it goes to the log and the audit trail. */
export type UnreadableReason =
  /** No answer at all, or not in time. */
  | 'no_answer'
  /** An answer with a status that says no: 403, 500, 503, a 404 that is not the thing's absence. */
  | 'status'
  /** Not JSON, such as the HTML page of a proxy. */
  | 'not_json'
  /** JSON of another shape than the contract says, an empty object included. */
  | 'wrong_shape'
  /** Not asked, because what it depends on is missing. */
  | 'not_read'

/** A fact as it was read, or the reason why it was not. Nothing that decides may look past the second case. */
export type Reading<T> =
  | { readonly readable: true; readonly value: T }
  | { readonly readable: false; readonly reason: UnreadableReason }

export const readable = <T>(value: T): Reading<T> => ({ readable: true, value })

export const unreadable = (reason: UnreadableReason): Reading<never> => ({ readable: false, reason })
