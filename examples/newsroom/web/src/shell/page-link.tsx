import type { MouseEvent, ReactNode } from 'react'
import type { Page } from './page.ts'
import { addressOf } from './page.ts'

interface Props {
  readonly to: Page
  readonly go: (page: Page) => void
  readonly current?: Page
  readonly className?: string
  readonly children: ReactNode
}

/** A real link, so that it can be opened in another tab; a plain click stays in this one. */
export function PageLink({ to, go, current, className, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a
      href={addressOf(to)}
      className={className}
      aria-current={current === to ? 'page' : undefined}
      onClick={follow}
    >
      {children}
    </a>
  )
}
