import type { Json } from './exchange.ts'

const placeholder = /\{([A-Za-z]\w*)((?:\.\w+)+)\}/g

/** Answers that later rows refer to, by name. */
export interface Kept {
  keep(name: string, fields: Json): void
  forget(name: string): void
  /**
   * Replaces `{name.field}` in a text; `{name.list.0.field}` is of the first in a list.
   *
   * @throws Error when there is no such name or field
   */
  fill(text: string): string
}

export function createKept(): Kept {
  const answers = new Map<string, Json>()
  const find = (name: string, path: readonly string[]): string => {
    let value = answers.get(name)
    for (const field of path)
      value =
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, Json>>)[field]
          : undefined
    if (value === undefined || value === null || typeof value === 'object')
      throw new Error(`nothing was kept as ${[name, ...path].join('.')}`)
    return String(value)
  }
  return {
    keep: (name, fields) => void answers.set(name, fields),
    forget: (name) => void answers.delete(name),
    fill: (text) =>
      text.replaceAll(placeholder, (_, name: string, path: string) => find(name, path.slice(1).split('.'))),
  }
}
