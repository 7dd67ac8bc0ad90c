import { inspect } from 'node:util'

/** A secret that was read. It shows itself only to who asks for it by name: not in a log, not in JSON, not in an error (KEY-1). */
export interface Secret {
  reveal(): string
  /** Reads it again where it came from: a file may have been replaced, an environment is what it was. Rejects if there is none. */
  readAgain(): Promise<Secret>
}

const shown = '[secret]'

export function createSecret(text: string, readAgain?: () => Promise<Secret>): Secret {
  const secret: Secret = {
    reveal: () => text,
    readAgain: readAgain ?? (async () => secret),
  }
  return Object.freeze({
    ...secret,
    toString: () => shown,
    toJSON: () => shown,
    [inspect.custom]: () => shown,
  })
}
