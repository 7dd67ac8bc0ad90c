import { join, resolve } from 'node:path'
import { startChild } from '../child.ts'
import { startLocalServer } from '../local-server.ts'
import { hasNginx, startNginx } from '../nginx.ts'
import { type ProxyGateway, startProxyGateway } from '../proxy-gateway.ts'
import type { Answer, Question } from '../question.ts'
import { figuresOf, type MeasuredWays, measureWays, ratioOf, type Way } from '../ways.ts'

const bench = resolve(import.meta.dirname, '..')
const rounds = 12
const calls = 10_000
const warmUpRounds = 3
const connections = 32
const bareProxy = 'node:http and undici alone'

export const proxy: Question = {
  name: 'proxy',
  question: 'What does a session cost a proxied call, and the proxy beside nginx?',
  goal: 'at least 0.9 of the same proxy without sessions, and 0.45 of nginx `proxy_pass`',
  async run() {
    const server = await startLocalServer()
    const service = await startChild<{ port: number }>(join(bench, 'small-service.ts'), [])
    const bare = await startChild<{ port: number }>(join(bench, 'bare-proxy.ts'), [String(service.said.port)])
    const memory = await startProxyGateway(server, service.said.port, 'memory')
    const sqlite = await startProxyGateway(server, service.said.port, 'sqlite')
    const nginx = hasNginx ? await startNginx(service.said.port) : undefined
    try {
      const way = (name: string, { port, pid, head }: ProxyGateway, path: string): Way => ({
        name,
        port,
        pid,
        head: head(path),
      })
      const ways = [
        way('without a session', memory, '/open/quote'),
        way('with a session, memory', memory, '/api/quote'),
        way('with a session, SQLite', sqlite, '/api/quote'),
        { name: bareProxy, port: bare.said.port, pid: bare.pid, head: memory.head('/api/quote') },
        ...(nginx === undefined ? [] : [{ name: 'nginx', ...nginx, head: memory.head('/api/quote') }]),
      ]
      return answerOf(await measureWays(ways, { rounds, calls, connections, warmUpRounds }))
    } finally {
      await Promise.all([memory.stop(), sqlite.stop(), bare.stop(), nginx?.stop()])
      await Promise.all([service.stop(), server.stop()] satisfies Promise<void>[])
    }
  },
}

function answerOf(measured: MeasuredWays): Answer {
  const figures = figuresOf(measured)
  const ratio = (one: string, other: string): number => ratioOf(measured, one, other)
  const [memory, sqlite, without] = [
    'with a session, memory',
    'with a session, SQLite',
    'without a session',
  ] as const
  figures['memory beside no session'] = ratio(memory, without).toFixed(2)
  figures['SQLite beside no session'] = ratio(sqlite, without).toFixed(2)
  figures[`memory beside ${bareProxy}`] = ratio(memory, bareProxy).toFixed(2)
  if (measured.has('nginx')) {
    figures[`${bareProxy}, beside nginx`] = ratio(bareProxy, 'nginx').toFixed(2)
    figures['memory beside nginx'] = ratio(memory, 'nginx').toFixed(2)
    figures['SQLite beside nginx'] = ratio(sqlite, 'nginx').toFixed(2)
  }
  return {
    figures,
    ratio: ratio(memory, without),
    note: `${rounds} rounds of ${calls} calls by turns, ${connections} connections, answers of 0.5 KB, the service and the load processes of their own${measured.has('nginx') ? '' : '; no nginx here'}`,
  }
}
