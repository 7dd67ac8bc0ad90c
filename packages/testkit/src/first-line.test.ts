import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { firstLine } from './first-line.ts'

function aProcess(program: string) {
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

describe('firstLine', () => {
  it('is the first line whole, however it comes, while the process goes on', async () => {
    const child = aProcess(`
      process.stdout.write('{"a"')
      setImmediate(() => process.stdout.write(':1}\\nmore\\n'))
      setInterval(() => undefined, 1000)
    `)
    expect(await firstLine(child)).toBe('{"a":1}')
    expect(child.exitCode).toBe(null)
  })

  it('lets a process that says much more end: nothing waits for a reader', async () => {
    const child = aProcess(`process.stdout.write('ready\\n' + 'x'.repeat(1_000_000) + '\\n')`)
    expect(await firstLine(child)).toBe('ready')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('names the exit code of a process that ended before', async () => {
    await expect(firstLine(aProcess('process.exit(78)'))).rejects.toMatchObject({
      code: 'PROCESS_ENDED',
      message: expect.stringContaining('ended with 78 before it was ready'),
    })
  })

  it('names the signal of a process that was killed before', async () => {
    const child = aProcess('setInterval(() => undefined, 1000)')
    const line = firstLine(child)
    child.kill('SIGKILL')
    await expect(line).rejects.toThrow('ended with SIGKILL')
  })

  it('rejects as the start of a process that there is not', async () => {
    await expect(firstLine(spawn('/there/is/none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
