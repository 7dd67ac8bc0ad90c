import type { Prompts } from './prompts.ts'

/** What a command may do with the world around it. `main.ts` hands in the process's own. */
export interface Terminal {
  /** One line on standard output. */
  out(line: string): void
  /** One line on standard error. */
  err(line: string): void
  /** Whether a person is looking: colours and tables only then. */
  readonly isInteractive: boolean
  /** Resolves at SIGINT or SIGTERM, a second of which ends the process at once; with `POSTERN_END_WITH_INPUT=1` also when standard input ends. */
  readonly stopAsked: Promise<void>
  /** Calls at every SIGHUP, where the system has one. Until somebody asks for it, SIGHUP ends the process. */
  onReloadAsked(listener: () => void): void
  /** Asks whoever started the command. */
  readonly prompts: Prompts
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
}
