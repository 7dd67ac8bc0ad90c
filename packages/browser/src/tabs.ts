import { isObject } from './is-object.ts'

/** The way from one tab of this origin to the others, such as a `BroadcastChannel`. */
export interface TabChannel {
  post(message: unknown): void
  /** Has one listener, which hears what others post. */
  listen(hear: (message: unknown) => void): void
  close(): void
}

/** What tabs tell each other: that something happened, never who or what. */
export type TabNotice = 'logged_in' | 'logged_out'

export interface Tabs {
  tell(notice: TabNotice): void
  close(): void
}

/** Speaks to the other tabs of this origin; silent where there is no channel. */
export function createTabs(channel: TabChannel | null, hear: (notice: TabNotice) => void): Tabs {
  channel?.listen((message) => {
    const notice = isObject(message) ? message['postern'] : undefined
    if (notice === 'logged_in' || notice === 'logged_out') hear(notice)
  })
  return {
    tell: (notice) => channel?.post({ postern: notice }),
    close: () => channel?.close(),
  }
}
