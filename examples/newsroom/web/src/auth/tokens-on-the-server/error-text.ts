import { PosternError } from '@postern/browser'

export interface ErrorText {
  readonly text: string
  /** What the operator needs to find this in the log. */
  readonly reference: string | null
}

/** What to show of an error. The gateway's titles are made for that; nothing else of an error is. */
export function errorText(error: unknown): ErrorText {
  if (!(error instanceof PosternError)) {
    return { text: 'Something went wrong in this page. Please try again.', reference: null }
  }
  const wait =
    error.retryAfterSeconds === null ? '' : ` Please try again in ${waitText(error.retryAfterSeconds)}.`
  return { text: error.title + wait, reference: error.status >= 500 ? error.correlation : null }
}

const waitText = (seconds: number): string => {
  if (seconds <= 1) return 'a second'
  if (seconds < 120) return `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}
