import { inspect } from 'node:util'

/** A secret that was read. It shows itself only to who asks for it by name: not in a log, not in JSON, not in an error (KEY-1). */
export interface Secret {
  reveal(): string
}

const shown = '[secret]'

export function createSecret(text: string): Secret {
  return Object.freeze({
    reveal: () => text,
    toString: () => shown,
    toJSON: () => shown,
    [inspect.custom]: () => shown,
  })
}
