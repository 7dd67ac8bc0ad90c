import type { ReactNode } from 'react'

interface Props {
  readonly topic: string
  readonly title: string
  readonly lead: ReactNode
  /** What else stands there. */
  readonly children?: ReactNode
}

/** The head of a page. Its title takes the focus when the page opens. */
export function PageHead({ topic, title, lead, children }: Props) {
  return (
    <header className="page-head">
      <p className="article-topic">{topic}</p>
      <h1 tabIndex={-1}>{title}</h1>
      <p className="page-lead">{lead}</p>
      {children}
    </header>
  )
}
