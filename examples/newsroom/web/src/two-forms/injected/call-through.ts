import { isObject } from '../../shell/json-fields.ts'
import type { Haul, InjectedInto } from './haul.ts'

/** Makes the page's call itself. What comes back is the reader's, in either form. */
export async function callThrough({ makePageCall }: InjectedInto): Promise<Haul> {
  const answer = await makePageCall().catch(() => null)
  const topics = isObject(answer) && Array.isArray(answer['topics']) ? answer['topics'] : null
  if (topics === null) return { loot: [], said: 'The call was refused.' }
  const names = topics.filter((topic) => typeof topic === 'string')
  return {
    loot: [{ what: 'your topics', sample: names.join(', ') || 'none chosen', isToken: false }],
    said: 'A script does what the page can do, as long as the page is open. No form prevents that (RFC 10017 §5.1.4).',
  }
}
