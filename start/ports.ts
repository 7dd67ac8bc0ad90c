import { createServer } from 'node:net'

/** The usual port if it is free, else any free one. */
export async function freePort(usual: number): Promise<number> {
  return (await tryPort(usual)) ?? (await tryPort(0)) ?? usual
}

/** Free on both loopback addresses: `localhost` may mean either. */
async function tryPort(port: number): Promise<number | undefined> {
  const first = await listen(port, '127.0.0.1')
  if (first === undefined) return undefined
  const second = await listen(first, '::1')
  return second === undefined ? undefined : first
}

/** The port that could be listened on; the asked one where the address does not exist on this machine. */
function listen(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' ? port : undefined),
    )
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined))
    })
  })
}
