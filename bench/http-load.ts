import { connect } from 'node:net'

/**
 * A process that asks one address so many times over a number of connections, one request at a time on each, and prints how long it
 * took and how many answers were not good: `node bench/http-load.ts '{"port":…,"head":"GET / HTTP/1.1\r\n…","connections":32,"calls":5000}'`.
 *
 * It reads no more of an answer than it must: the load generator shares the machine with what it measures.
 */
interface Load {
  readonly port: number
  /** A whole request. */
  readonly head: string
  readonly connections: number
  readonly calls: number
}

/** With what every body of the measured service ends. */
const end = Buffer.from('"end":true}')
const good = Buffer.from('HTTP/1.1 200')

const { port, head, connections, calls } = JSON.parse(process.argv[2] ?? '') as Load
const request = Buffer.from(head)
let asked = 0
let answered = 0
let bad = 0
let isFinished = false

const startedAt = performance.now()
const sockets = Array.from({ length: connections }, () => {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let isFirst = true
  const ask = (): void => {
    if (asked >= calls) return
    asked += 1
    isFirst = true
    socket.write(request)
  }
  socket.on('data', (chunk: Buffer) => {
    if (isFirst && !chunk.subarray(0, good.length).equals(good)) {
      // its end may be another one, and would not be seen
      bad += 1
      return finish()
    }
    isFirst = false
    if (!chunk.subarray(-end.length).equals(end)) return
    answered += 1
    if (answered === calls) finish()
    else ask()
  })
  socket.on('error', finish)
  ask()
  return socket
})

function finish(): void {
  if (isFinished) return
  isFinished = true
  const seconds = (performance.now() - startedAt) / 1000
  process.stdout.write(`${JSON.stringify({ seconds, bad: bad + calls - answered })}\n`)
  for (const socket of sockets) socket.destroy()
}
