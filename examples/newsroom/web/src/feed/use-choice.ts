import { useEffect, useReducer } from 'react'
import { useAuth } from '../auth/index.ts'
import { apiJson } from '../shell/api-json.ts'
import type { Choice } from './choice.ts'
import { needsSaving, nextChoice, noChoice } from './choice.ts'
import { parseTopics } from './topics.ts'

/** Keeps the choice and the server together. */
export function useChoice(loaded: readonly string[] | undefined): readonly [Choice, (topic: string) => void] {
  const { api } = useAuth()
  const [choice, dispatch] = useReducer(nextChoice, noChoice)
  const isDue = needsSaving(choice)
  const { wanted } = choice

  useEffect(() => {
    if (loaded !== undefined) dispatch({ kind: 'loaded', topics: loaded })
  }, [loaded])

  useEffect(() => {
    if (!isDue) return
    dispatch({ kind: 'save_began' })
    apiJson(api, '/api/topics', parseTopics, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ topics: wanted }),
    }).then(
      ({ topics }) => dispatch({ kind: 'save_ended', topics }),
      () => dispatch({ kind: 'save_failed' }),
    )
  }, [isDue, wanted, api])

  return [choice, (topic) => dispatch({ kind: 'toggled', topic })]
}
