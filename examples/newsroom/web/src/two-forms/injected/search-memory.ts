import type { Haul } from './haul.ts'
import { tokenLoot, tokensIn } from './haul.ts'

const mostObjects = 60_000

/** Everything that can be reached from `window`: globals, the component tree behind the page, and the addresses that it loaded. */
export async function searchMemory(): Promise<Haul> {
  const { tokens, count } = reachable([globalThis, ...componentTrees()])
  const codes = performance
    .getEntriesByType('navigation')
    .map(({ name }) => new URL(name).searchParams.get('code'))
    .filter((code) => code !== null)
  return {
    loot: [
      ...[...tokens].map((token) => tokenLoot('in an object of the page', token)),
      ...codes.map((code) => ({ ...tokenLoot('authorization code, used', code), isToken: false })),
    ],
    said: [
      `${count.toLocaleString('en')} objects were looked through.`,
      tokens.size === 0 ? 'No token can be reached from there.' : 'A token could be reached.',
      ...(codes.length > 0
        ? [
            'The address of the callback is still known; its code was used, and is bound to a verifier that is gone.',
          ]
        : []),
    ].join(' '),
  }
}

/** React keeps its tree at the elements that it draws. */
const componentTrees = (): readonly unknown[] =>
  [...document.querySelectorAll('*')].flatMap((element) =>
    Object.keys(element)
      .filter((key) => key.startsWith('__react'))
      .map((key) => Reflect.get(element, key)),
  )

function reachable(roots: readonly unknown[]): {
  readonly tokens: ReadonlySet<string>
  readonly count: number
} {
  const seen = new Set<object>()
  const tokens = new Set<string>()
  const waiting = [...roots]
  while (waiting.length > 0 && seen.size < mostObjects) {
    const value = waiting.pop()
    if (typeof value === 'string') for (const token of tokensIn(value)) tokens.add(token)
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      continue
    seen.add(value)
    if (value instanceof Map) waiting.push(...value.keys(), ...value.values())
    if (value instanceof Set) waiting.push(...value)
    // Elements lead to all other elements and to nothing that was not looked at.
    if (!(value instanceof Node)) waiting.push(...membersOf(value))
  }
  return { tokens, count: seen.size }
}

function membersOf(value: object): readonly unknown[] {
  return Reflect.ownKeys(value).flatMap((key) => {
    try {
      const member: unknown = Reflect.get(value, key)
      // A getter of a prototype gives a promise that is refused.
      if (member instanceof Promise) member.catch(() => {})
      return [member]
    } catch {
      return []
    }
  })
}
