/** How `postern` ends. The numbers follow BSD's `sysexits.h`, so that a supervisor can tell "do not try again" from "try later". */
export const exitCodes = {
  ok: { code: 0, meaning: 'it did what was asked, or was ended by SIGINT or SIGTERM' },
  usage: { code: 64, meaning: 'the command line is wrong' },
  input: { code: 66, meaning: 'a file that was named cannot be read' },
  notFound: { code: 67, meaning: 'there is no living session of the id that was given' },
  unavailable: { code: 69, meaning: 'the issuer, the store or a port is not to be had: try again later' },
  software: { code: 70, meaning: 'a fault of ours, or a Node that is too old' },
  cannotCreate: { code: 73, meaning: 'a file or folder cannot be written' },
  unfinished: {
    code: 75,
    meaning: 'it was begun and not finished: what is missing is said; running it again goes on',
  },
  refused: { code: 77, meaning: 'ZITADEL or its policy refuses: a credential, a right or a login' },
  configuration: { code: 78, meaning: 'the configuration or a seed is wrong; every problem is named' },
} as const

export type ExitReason = keyof typeof exitCodes

/** Ends a command with a reason and a message for a person. Never holds a secret. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly reason: ExitReason

  constructor(reason: ExitReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
