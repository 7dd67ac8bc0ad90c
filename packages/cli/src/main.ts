import { CommanderError } from 'commander'
import { CommandError, exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { createPrompts, type Prompts } from './prompts.ts'
import { onStopSignals } from './stop-signals.ts'
import type { Terminal } from './terminal.ts'

/**
 * Runs `postern` with the parameters after its name, and returns the exit code.
 *
 * @see exitCodes
 */
export async function main(parameters: readonly string[]): Promise<number> {
  const terminal = processTerminal()
  try {
    await createProgram(terminal).parseAsync([...parameters], { from: 'user' })
    return exitCodes.ok.code
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code
    if (error instanceof CommandError) {
      terminal.err(`postern: ${error.message}`)
      return exitCodes[error.reason].code
    }
    terminal.err(`postern: ${error instanceof Error ? (error.stack ?? error.message) : 'failed'}`)
    return exitCodes.software.code
  }
}

function processTerminal(): Terminal {
  const stopAsked = new Promise<void>((resolve) => {
    onStopSignals(process, Date.now, resolve)
    // Whoever started us holds the other end; should he be killed, we do not stay behind alone.
    if (process.env['POSTERN_END_WITH_INPUT'] === '1') process.stdin.unref().resume().once('close', resolve)
  })
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isInteractive: process.stdout.isTTY === true,
    stopAsked,
    onReloadAsked: (listener) => void process.on('SIGHUP', listener),
    prompts: askerOf(stopAsked),
    env: process.env,
    now: Date.now,
  }
}

/** Standard input is opened when somebody asks, and not before. Questions go to standard error, for standard output may go elsewhere. */
function askerOf(stopAsked: Promise<void>): Prompts {
  let prompts: Prompts | undefined
  const open = (): Prompts =>
    (prompts ??= createPrompts({
      input: process.stdin,
      say: (text) => void process.stderr.write(text),
      stopAsked,
    }))
  return {
    get isPerson() {
      return open().isPerson
    },
    read: (question, how) => open().read(question, how),
  }
}
