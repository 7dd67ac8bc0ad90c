import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import type { EndOutcome } from '../auth/index.ts'
import { useModal } from '../shell/use-modal.ts'

interface Props {
  readonly title: string
  /** What the action does. */
  readonly children: ReactNode
  readonly action: string
  readonly act: () => Promise<EndOutcome>
  readonly onClose: () => void
}

/** Asks once more before something that cannot be taken back. The way back stands first and has the focus. */
export function ConfirmDialog({ title, children, action, act, onClose }: Props) {
  const modal = useModal(onClose)
  const [isBusy, setIsBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const id = useId()

  const confirm = async () => {
    if (isBusy) return
    setIsBusy(true)
    setFailure(null)
    const outcome = await act()
    setIsBusy(false)
    if (outcome.kind === 'failed') setFailure(outcome.text)
    else onClose()
  }

  return (
    <dialog
      {...modal}
      className="dialog confirm"
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-text`}>{children}</div>
      <div role="alert">{failure !== null && <p className="failure">{failure}</p>}</div>
      <div className="confirm-choice">
        <button type="button" className="button button-quiet" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={isBusy}
          onClick={() => {
            void confirm()
          }}
        >
          {isBusy ? 'Logging out…' : action}
        </button>
      </div>
    </dialog>
  )
}
