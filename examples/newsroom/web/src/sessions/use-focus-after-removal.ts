import type { FocusEvent, RefObject } from 'react'
import { useLayoutEffect, useRef } from 'react'
import type { OwnSession } from '../auth/index.ts'
import { neighbourOf } from './session-list.ts'

interface ListProps {
  readonly ref: RefObject<HTMLUListElement | null>
  readonly onFocus: (event: FocusEvent) => void
}

/**
 * Keeps the keyboard's place in a list when the row that has it goes: on the heading of the row beside it, and not on its button,
 * where a second press of the same key would end one more.
 */
export function useFocusAfterRemoval(rows: readonly OwnSession[]): ListProps {
  const list = useRef<HTMLUListElement>(null)
  const before = useRef(rows)
  const focused = useRef<string | null>(null)

  useLayoutEffect(() => {
    const was = before.current
    const id = focused.current
    before.current = rows
    if (id === null || rows.some((row) => row.id === id)) return
    focused.current = null
    // Whoever is elsewhere by now is left there.
    if (document.activeElement !== document.body) return
    const next = neighbourOf(id, was, rows)
    const row = next === undefined ? undefined : list.current?.children[rows.indexOf(next)]
    row?.querySelector('h2')?.focus()
  }, [rows])

  return {
    ref: list,
    onFocus({ target }) {
      const row = Array.from(list.current?.children ?? []).findIndex((item) => item.contains(target))
      focused.current = before.current[row]?.id ?? null
    },
  }
}
