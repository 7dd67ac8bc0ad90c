import { useCallback, useEffect, useState } from 'react'
import type { Page } from './page.ts'
import { addressOf, pageOf } from './page.ts'

/** The page in the address bar, and the way to another. */
export function usePage(): readonly [Page, (page: Page) => void] {
  const [page, setPage] = useState(() => pageOf(location.pathname))

  useEffect(() => {
    const follow = () => setPage(pageOf(location.pathname))
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])

  const go = useCallback((next: Page) => {
    if (next !== pageOf(location.pathname)) history.pushState(null, '', addressOf(next))
    setPage(next)
    scrollTo({ top: 0 })
  }, [])

  return [page, go]
}
