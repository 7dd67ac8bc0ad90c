import type { Haul, InjectedInto, Loot } from './haul.ts'
import { tokenLoot } from './haul.ts'
import { readPublicConfiguration } from './public-configuration.ts'
import { isObject } from '../../shell/json-fields.ts'

/** Asks the page's tabs for their tokens as a new tab does. This tab answers as well. */
export async function askTabs({ wait }: InjectedInto): Promise<Haul> {
  const configuration = await readPublicConfiguration()
  if (configuration === null)
    return {
      loot: [],
      said: 'The tabs tell each other to look again, and nothing else: none has anything to give.',
    }
  const loot = new Map<string, Loot>()
  const channel = new BroadcastChannel(`newsroom ${configuration.issuer} ${configuration.clientId}`)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    for (const [name, token] of tokensOf(data)) loot.set(name, tokenLoot(name, token))
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage({ kind: 'question', id: 'injected' })
  await wait(300)
  channel.close()
  return {
    loot: [...loot.values()],
    said:
      loot.size > 0
        ? 'It asked as a new tab asks, and was answered: scripts of one origin are all the same to the browser.'
        : 'Nobody answered.',
  }
}

function tokensOf(message: unknown): readonly (readonly [string, string])[] {
  const kept = isObject(message) && message['kind'] === 'answer' ? message['kept'] : null
  if (!isObject(kept) || typeof kept['user'] !== 'string') return []
  const user: unknown = JSON.parse(kept['user'])
  if (!isObject(user)) return []
  return ['access_token', 'refresh_token', 'id_token'].flatMap((name) => {
    const token = user[name]
    return typeof token === 'string' ? [[name.replace('_', ' '), token] as const] : []
  })
}
