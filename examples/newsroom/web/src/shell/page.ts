/** The pages of this application. */
export type Page = 'front' | 'feed' | 'story' | 'sessions' | 'forms'

interface PageFacts {
  readonly path: string
  readonly title: string
  readonly isPrivate: boolean
}

export const pages: Readonly<Record<Page, PageFacts>> = {
  front: { path: '/', title: 'Front page', isPrivate: false },
  feed: { path: '/for-you', title: 'For you', isPrivate: true },
  story: { path: '/what-just-happened', title: 'What just happened', isPrivate: true },
  sessions: { path: '/your-sessions', title: 'Your sessions', isPrivate: true },
  forms: { path: '/two-forms', title: 'Two forms', isPrivate: false },
}

const names = Object.keys(pages) as readonly Page[]

/** Which page an address means; one that nobody knows is the front page. The server answers every path with this application. */
export const pageOf = (path: string): Page =>
  names.find((name) => pages[name].path === path.replace(/(?<=.)\/+$/, '')) ?? 'front'

export const addressOf = (page: Page): string => pages[page].path

/** What is shown to whom: a private page needs somebody. While nobody knows yet, it waits. */
export function shownPage(page: Page, status: 'asking' | 'out' | 'in'): Page | 'waiting' {
  if (!pages[page].isPrivate || status === 'in') return page
  return status === 'asking' ? 'waiting' : 'front'
}
