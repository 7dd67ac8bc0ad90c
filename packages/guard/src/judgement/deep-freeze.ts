/** Freezes parsed JSON to its leaves; without recursion, so that no depth of nesting matters. */
export function deepFreeze<T extends object>(root: T): T {
  const waiting: object[] = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    Object.freeze(next)
    for (const value of Object.values(next)) {
      if (typeof value === 'object' && value !== null) waiting.push(value)
    }
  }
  return root
}
