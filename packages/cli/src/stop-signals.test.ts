import { EventEmitter } from 'node:events'
import { stoppedClock } from '@postern/testkit'
import { describe, expect, it } from 'vitest'
import { onStopSignals, type SignalReceiver } from './stop-signals.ts'

function aProcess() {
  const clock = stoppedClock()
  const heard = new EventEmitter()
  const killed: string[] = []
  const process: SignalReceiver = {
    pid: 7,
    on: (signal, listener) => heard.on(signal, listener),
    removeAllListeners: (signal) => heard.removeAllListeners(signal),
    kill: (pid, signal) => killed.push(`${pid} ${signal} heard by ${heard.listenerCount(signal)}`),
  }
  let stops = 0
  onStopSignals(process, clock.now, () => {
    stops += 1
  })
  return { clock, killed, send: (signal: string) => heard.emit(signal, signal), stops: () => stops }
}

describe('the signals that stop a command', () => {
  it('ask once, and end it at once when they come again, as the system does by itself', () => {
    const { clock, killed, send, stops } = aProcess()
    send('SIGTERM')
    clock.advance(500)
    send('SIGINT')
    expect([stops(), killed]).toEqual([1, ['7 SIGINT heard by 0']])
  })

  it('are one wish when they come together, as from a terminal and from npm in it', () => {
    const { clock, killed, send, stops } = aProcess()
    send('SIGINT')
    clock.advance(499)
    send('SIGINT')
    expect([stops(), killed]).toEqual([1, []])
  })
})
