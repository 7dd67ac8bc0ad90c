import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { root } from './source-files.ts'

export interface Outcome {
  readonly ok: boolean
  readonly output: string
}

/** Runs a program of `node_modules/.bin` (or any other) and keeps what it prints. */
export function run(
  program: string,
  parameters: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: options.cwd ?? root,
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ ok: false, output: `${program}: ${error.message}` }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}
