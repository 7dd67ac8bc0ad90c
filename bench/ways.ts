import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { processorMs } from './child.ts'
import { summarize } from './samples.ts'

/** A server that is asked, and the whole request that it is asked with. */
export interface Way {
  readonly name: string
  readonly port: number
  readonly pid: number
  readonly head: string
}

export interface Measured {
  readonly perSecond: number
  /** Processor time of the server for one request, which other programs on the machine hardly change. */
  readonly processorUs: number
}

export interface Rounds {
  readonly rounds: number
  readonly calls: number
  readonly connections: number
  /** Until everything is compiled and every connection is there. */
  readonly warmUpRounds: number
}

/** What each way was measured to do, round by round. */
export type MeasuredWays = ReadonlyMap<string, readonly Measured[]>

/** All ways in each round, by turns, so that whatever else the machine does hits all alike. The first rounds do not count. */
export async function measureWays(ways: readonly Way[], rounds: Rounds): Promise<MeasuredWays> {
  const measured = new Map<string, Measured[]>(ways.map(({ name }) => [name, []]))
  for (let round = -rounds.warmUpRounds; round < rounds.rounds; round += 1)
    for (let turn = 0; turn < ways.length; turn += 1) {
      const way = ways[(turn + round + rounds.warmUpRounds) % ways.length] as Way
      const one = await load(way, rounds)
      if (round >= 0) measured.get(way.name)?.push(one)
    }
  return measured
}

async function load({ name, port, pid, head }: Way, { calls, connections }: Rounds): Promise<Measured> {
  const before = processorMs(pid)
  const parameters = JSON.stringify({ port, head, connections, calls })
  const program = join(import.meta.dirname, 'http-load.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [program, parameters])
  const { seconds, bad } = JSON.parse(stdout) as { seconds: number; bad: number }
  if (bad > 0) throw new Error(`${name}: ${bad} of ${calls} answers were not good`)
  const processorUs = (((processorMs(pid) ?? 0) - (before ?? 0)) * 1000) / calls
  return { perSecond: calls / seconds, processorUs }
}

/** The median of the pairs of the same round. */
export function ratioOf(measured: MeasuredWays, one: string, other: string): number {
  const others = measured.get(other) ?? []
  const ratios = (measured.get(one) ?? []).map(
    ({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN),
  )
  return summarize(ratios).median
}

/** Calls a second and processor time of each way. */
export function figuresOf(measured: MeasuredWays): Record<string, string> {
  const figures: Record<string, string> = {}
  for (const [name, all] of measured) {
    figures[`${name}, calls a second`] = summarize(all.map(({ perSecond }) => perSecond)).median.toFixed(0)
    figures[`${name}, processor time of a call`] =
      `${summarize(all.map(({ processorUs }) => processorUs)).median.toFixed(0)} µs`
  }
  return figures
}
