import type { RefObject } from 'react'
import { useLayoutEffect, useRef } from 'react'

/**
 * Opens a `<dialog>` over the page as long as it is shown: `<dialog {...useModal(onClose)}>`. The browser's own modal dialog keeps
 * the focus in, gives it back, and closes on Escape.
 */
export function useModal(onClose: () => void): {
  readonly ref: RefObject<HTMLDialogElement | null>
  readonly onClose: () => void
} {
  const dialog = useRef<HTMLDialogElement>(null)

  // Before the effects of what is inside, which then put the focus where it belongs; and closed before it leaves the document,
  // which gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  return {
    ref: dialog,
    // The event comes later than the closing: where React mounts twice (StrictMode), the dialog is open again by then.
    onClose() {
      if (dialog.current?.open === false) onClose()
    },
  }
}
