import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createPrompts } from './prompts.ts'

const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString('utf8')

function anInput(isTTY: boolean) {
  const modes: boolean[] = []
  const stream = new PassThrough()
  const input = Object.assign(stream, { isTTY, setRawMode: (isRaw: boolean) => void modes.push(isRaw) })
  const said: string[] = []
  const stop = Promise.withResolvers<void>()
  const prompts = createPrompts({ input, say: (each) => void said.push(each), stopAsked: stop.promise })
  return { stream, prompts, said, modes, stop: () => stop.resolve() }
}

describe('what is asked for', () => {
  it('comes from a pipe line by line, in whatever pieces, and nothing is shown', async () => {
    const { stream, prompts, said } = anInput(false)
    const password = prompts.read('Password: ', { hidden: true })
    stream.write('pass')
    stream.write('word\r\n12')
    expect(text(await password)).toBe('password')
    const code = prompts.read('Code: ', { hidden: true })
    stream.end('3456')
    expect(text(await code)).toBe('123456')
    expect([await prompts.read('More: ', { hidden: true }), said]).toEqual([null, []])
  })

  it('is typed unseen by a person, who may correct a character of any length', async () => {
    const { stream, prompts, said, modes } = anInput(true)
    const password = prompts.read('Password: ', { hidden: true })
    stream.write('aé€')
    stream.write('\u007f\u007fß\r')
    expect([text(await password), said, modes]).toEqual(['aß', ['Password: ', '\n'], [true, false]])
  })

  it.each([
    ['Ctrl-C', '\u0003'],
    ['an end of the line that never comes', 'x'.repeat(4097)],
  ])('is given up at %s, and the terminal shows again what is typed', async (_, typed) => {
    const { stream, prompts, modes } = anInput(true)
    const password = prompts.read('Password: ', { hidden: true })
    stream.write(typed)
    await expect(password).rejects.toMatchObject({ reason: 'usage' })
    expect(modes).toEqual([true, false])
  })

  it('is given up when the command is asked to stop', async () => {
    const { prompts, stop, modes } = anInput(true)
    const password = prompts.read('Password: ', { hidden: true })
    stop()
    await expect(password).rejects.toMatchObject({ reason: 'usage' })
    expect(modes).toEqual([true, false])
  })

  it('stays in nobody else’s hands: the pieces that it came in are zeroed', async () => {
    const { stream, prompts } = anInput(false)
    const piece = Buffer.from('password\n')
    const password = prompts.read('Password: ', { hidden: true })
    stream.write(piece)
    expect(text(await password)).toBe('password')
    expect(piece.every((byte) => byte === 0)).toBe(true)
  })
})
