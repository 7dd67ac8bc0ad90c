import { useState } from 'react'
import { useAuth } from '../auth/index.ts'
import { attempts } from './injected/attempts.ts'
import type { Haul } from './injected/haul.ts'

export interface Outcome {
  readonly title: string
  /** `null`: under way. */
  readonly haul: Haul | null
}

export interface InjectedScript {
  readonly outcomes: readonly Outcome[]
  readonly isRunning: boolean
  readonly run: () => Promise<void>
}

/** Plays the injected script: one attempt after the other, each shown as it comes. */
export function useInjectedScript(): InjectedScript {
  const { api } = useAuth()
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [isRunning, setIsRunning] = useState(false)

  const run = async () => {
    setIsRunning(true)
    const done: Outcome[] = []
    for (const { title, run: attempt } of attempts) {
      setOutcomes([...done, { title, haul: null }])
      done.push({ title, haul: await attempt(page).catch(failed) })
    }
    setOutcomes(done)
    setIsRunning(false)
  }
  const page = {
    makePageCall: async (): Promise<unknown> => (await api('/api/topics')).json(),
    wait: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  }

  return { outcomes, isRunning, run }
}

const failed = (): Haul => ({ loot: [], said: 'It did not work in this browser.' })
