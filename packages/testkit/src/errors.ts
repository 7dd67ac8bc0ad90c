/** What goes wrong inside the testkit, or is made to go wrong by it. */
export const testkitErrors = {
  ORIGIN_UNROUTED: { status: 502, title: 'Nothing answers at this origin: route or forward it first.' },
  REQUEST_INVALID: { status: 500, title: 'The request breaks the rules of HttpClient.' },
  CONNECTION_LOST: { status: 504, title: 'The connection was lost, as the test asked.' },
  PROCESS_ENDED: { status: 500, title: 'The process did not come so far: its own output says why.' },
  CANARY_TOO_SHORT: { status: 500, title: 'A canary of less than 8 bytes is found everywhere.' },
} as const satisfies Record<string, { status: number; title: string }>

export type TestkitErrorCode = keyof typeof testkitErrors

/** Told apart by `code`. */
export class TestkitError extends Error {
  override readonly name = 'TestkitError'
  readonly code: TestkitErrorCode

  constructor(code: TestkitErrorCode, detail: string) {
    super(`${detail}: ${testkitErrors[code].title}`)
    this.code = code
  }
}
