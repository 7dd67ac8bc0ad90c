import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { processorMs, startChild } from '../child.ts'
import { startLocalServer } from '../local-server.ts'
import { hasNginx, startNginx } from '../nginx.ts'
import { type ProxyGateway, startProxyGateway } from '../proxy-gateway.ts'
import type { Answer, Question } from '../question.ts'
import { summarize } from '../samples.ts'

const bench = resolve(import.meta.dirname, '..')
const rounds = 12
const calls = 5_000
/** Until everything is compiled and every connection is there. */
const warmUpRounds = 3
const connections = 32

interface Way {
  readonly name: string
  readonly port: number
  readonly pid: number
  readonly head: string
}

interface Measured {
  readonly perSecond: number
  /** Processor time of the proxy for one request, which other programs on the machine hardly change. */
  readonly processorUs: number
}

export const proxy: Question = {
  name: 'proxy',
  question: 'What does a session cost a proxied call, and the proxy beside nginx?',
  goal: 'at least 0.9 of the same proxy without sessions, and 0.45 of nginx `proxy_pass`',
  async run() {
    const server = await startLocalServer()
    const service = await startChild<{ port: number }>(join(bench, 'small-service.ts'), [])
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
        ...(nginx === undefined ? [] : [{ name: 'nginx', ...nginx, head: memory.head('/api/quote') }]),
      ]
      return answerOf(await measure(ways))
    } finally {
      await Promise.all([memory.stop(), sqlite.stop(), nginx?.stop()])
      await Promise.all([service.stop(), server.stop()] satisfies Promise<void>[])
    }
  },
}

/** All ways in each round, by turns, so that whatever else the machine does hits all alike. The first rounds do not count. */
async function measure(ways: readonly Way[]): Promise<ReadonlyMap<string, readonly Measured[]>> {
  const measured = new Map<string, Measured[]>(ways.map(({ name }) => [name, []]))
  for (let round = -warmUpRounds; round < rounds; round += 1)
    for (let turn = 0; turn < ways.length; turn += 1) {
      const way = ways[(turn + round + warmUpRounds) % ways.length] as Way
      const one = await load(way)
      if (round >= 0) measured.get(way.name)?.push(one)
    }
  return measured
}

async function load({ name, port, pid, head }: Way): Promise<Measured> {
  const before = processorMs(pid)
  const parameters = JSON.stringify({ port, head, connections, calls })
  const { stdout } = await promisify(execFile)(process.execPath, [join(bench, 'http-load.ts'), parameters])
  const { seconds, bad } = JSON.parse(stdout) as { seconds: number; bad: number }
  if (bad > 0) throw new Error(`${name}: ${bad} of ${calls} answers were not good`)
  const processorUs = (((processorMs(pid) ?? 0) - (before ?? 0)) * 1000) / calls
  return { perSecond: calls / seconds, processorUs }
}

function answerOf(measured: ReadonlyMap<string, readonly Measured[]>): Answer {
  const figures: Record<string, string> = {}
  for (const [name, all] of measured) {
    figures[`${name}, calls a second`] = summarize(all.map(({ perSecond }) => perSecond)).median.toFixed(0)
    figures[`${name}, processor time of a call`] =
      `${summarize(all.map(({ processorUs }) => processorUs)).median.toFixed(0)} µs`
  }
  const of = (name: string) => measured.get(name) ?? []
  /** Of the pairs of the same round. */
  const ratio = (one: string, other: string): number =>
    summarize(of(one).map(({ perSecond }, round) => perSecond / (of(other)[round]?.perSecond ?? Number.NaN)))
      .median
  const [memory, sqlite, bare] = [
    'with a session, memory',
    'with a session, SQLite',
    'without a session',
  ] as const
  figures['memory beside no session'] = ratio(memory, bare).toFixed(2)
  figures['SQLite beside no session'] = ratio(sqlite, bare).toFixed(2)
  if (measured.has('nginx')) {
    figures['memory beside nginx'] = ratio(memory, 'nginx').toFixed(2)
    figures['SQLite beside nginx'] = ratio(sqlite, 'nginx').toFixed(2)
  }
  return {
    figures,
    ratio: ratio(memory, bare),
    note: `${rounds} rounds of ${calls} calls by turns, ${connections} connections, answers of 0.5 KB, the service and the load processes of their own${measured.has('nginx') ? '' : '; no nginx here'}`,
  }
}
