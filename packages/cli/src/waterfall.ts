import type { StepRecord } from '@postern/login'
import { tableLines } from './table.ts'

const width = 40

/** Steps with their times, one below the other, each where it lies in the whole. For a person only the bars are drawn. */
export function waterfallLines(
  steps: readonly StepRecord[],
  looking: { readonly isInteractive: boolean },
): readonly string[] {
  const begin = Math.min(...steps.map(({ startedAt }) => startedAt))
  const all = Math.max(1, Math.max(...steps.map(({ endedAt }) => endedAt)) - begin)
  const rows = steps.map(({ step, startedAt, endedAt }) => {
    const from = Math.min(width - 1, Math.floor(((startedAt - begin) / all) * width))
    const length = Math.max(1, Math.round(((endedAt - startedAt) / all) * width))
    const bar = `${' '.repeat(from)}${'#'.repeat(Math.min(length, width - from))}`
    return [step, `${startedAt - begin}`, `${endedAt - startedAt}`, ...(looking.isInteractive ? [bar] : [])]
  })
  return tableLines(['STEP', 'AT MS', 'TOOK MS', ...(looking.isInteractive ? [''] : [])], rows, looking)
}
