import { createServer, type Server } from 'node:http'

/** A call that the server under test made. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly form: URLSearchParams
  /** What it was answered. */
  readonly status: number
}

/** An application's end of back-channel logout: answers every call with one status, and shows the calls in the order they came. */
export interface Receiver {
  /** Where it listens, from the first use on. */
  open(): Promise<string>
  answerWith(status: number): void
  /** @throws Error when nothing comes within half a minute */
  next(): Promise<Received>
  close(): void
}

const patienceMs = 30_000

export function createReceiver(): Receiver {
  let status = 200
  let server: Server | undefined
  const arrived: Received[] = []
  let wake = () => {}
  const create = () =>
    createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
        arrived.push({ method: request.method ?? '', path: request.url ?? '', form, status })
        response.writeHead(status).end()
        wake()
      })
    })
  return {
    async open() {
      server ??= await listening(create())
      const address = server.address()
      return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/bcl`
    },
    answerWith(next) {
      status = next
    },
    async next() {
      const deadline = AbortSignal.timeout(patienceMs)
      while (arrived.length === 0) {
        if (deadline.aborted) throw new Error('no call came within half a minute')
        await new Promise<void>((resolve) => {
          wake = resolve
          deadline.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      // There is one: the loop ended.
      return arrived.shift() as Received
    },
    close: () => void server?.close(),
  }
}

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
