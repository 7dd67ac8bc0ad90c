import { useCallback } from 'react'
import { useAuth } from '../auth/index.ts'
import { parseTopics } from '../feed/topics.ts'
import { apiJson } from '../shell/api-json.ts'
import { isObject } from '../shell/json-fields.ts'
import { useLoaded } from '../shell/use-loaded.ts'
import { ArticleForm } from './article-form.tsx'
import './editor.css'

/** Where editors write, and nobody else sees anything. Whether somebody may publish is the API's to say, each time anew. */
export function Desk({ onPublished }: { readonly onPublished: () => void }) {
  const { api } = useAuth()
  const load = useCallback(
    async (signal: AbortSignal) => {
      const mayPublish = await apiJson(
        api,
        '/api/me',
        (body) => isObject(body) && body['mayPublish'] === true,
        {
          signal,
        },
      )
      return mayPublish ? (await apiJson(api, '/api/topics', parseTopics, { signal })).available : null
    },
    [api],
  )
  const { value: topics } = useLoaded(load)
  if (!topics) return null
  return <ArticleForm topics={topics} onPublished={onPublished} />
}
