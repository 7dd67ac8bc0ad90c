/** Errors made for readers carry a title; any other message is for developers. */
export const titleOf = (error: unknown): string =>
  error instanceof Error && 'title' in error && typeof error.title === 'string' ? error.title : ''
