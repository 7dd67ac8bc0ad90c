import { startBenchGateway } from '../gateway.ts'
import { startLocalServer } from '../local-server.ts'
import type { Question } from '../question.ts'
import { ms, summarize } from '../samples.ts'
import { attackersAccuracy, kolmogorovSmirnov } from '../statistics.ts'
import { type Cause, causes, sampleRefusals, seedOfCauses } from '../wrong-passwords.ts'

const samplesOfEach = 200

/** High enough that no limit answers in place of ZITADEL, and a deadline short enough to wait for two thousand times. */
const attempts = {
  perName: { tries: 99, windowSeconds: 86_400 },
  perNameAndAddress: { tries: 1_000, windowSeconds: 86_400 },
  perAddress: { tries: 1_000_000, windowSeconds: 86_400 },
  perNetwork: { tries: 1_000_000, windowSeconds: 86_400 },
  failuresInARow: 100,
  openPerAddress: 1_000_000,
  refusal: { startMs: 200, leastMs: 100, mostMs: 500 },
}

export const sameFace: Question = {
  name: 'same-face',
  question:
    'Can refused passwords be told apart by their time: unknown, wrong, locked, deactivated, without a password?',
  goal: 'no two of the five causes differ (p above 0.05 after Bonferroni), and an attacker who sees one answer is right as often as by lot',
  async run() {
    const server = await startLocalServer({ passwordCheckMs: 60, seed: seedOfCauses() })
    try {
      const equal = await seen(() => startBenchGateway(server, attempts))
      // The bench hands in a clock that does not wait; there is no setting for it.
      const plain = await seen(() =>
        startBenchGateway(server, attempts, { waitForDeadline: async () => undefined }),
      )
      return {
        figures: { ...named('', equal), ...named('no deadline: ', plain) },
        ratio: equal.unknownOrWrong / 0.5,
        note: `${samplesOfEach} samples of each cause, in random order, against a local ZITADEL that takes 60 ms for a password check and none for a name that it does not know; two-sample Kolmogorov-Smirnov over all ten pairs; by lot an attacker is right 50 % of the time, give or take 7 points with so many samples, and the best of ten pairs is above that by chance alone`,
      }
    } finally {
      await server.stop()
    }
  },
}

interface Seen {
  readonly medians: Readonly<Record<Cause, number>>
  /** The smallest of ten pairs, times ten. */
  readonly p: number
  readonly distance: number
  /** Of the pair that is easiest to tell apart. */
  readonly accuracy: number
  readonly unknownOrWrong: number
}

async function seen(start: () => ReturnType<typeof startBenchGateway>): Promise<Seen> {
  const gateway = await start()
  try {
    const samples = await sampleRefusals(gateway, samplesOfEach)
    const pairs = causes.flatMap((one, at) => causes.slice(at + 1).map((other) => [one, other] as const))
    const tests = pairs.map(([one, other]) => kolmogorovSmirnov(samples[one], samples[other]))
    return {
      medians: Object.fromEntries(causes.map((cause) => [cause, summarize(samples[cause]).median])) as Record<
        Cause,
        number
      >,
      p: Math.min(1, pairs.length * Math.min(...tests.map(({ p }) => p))),
      distance: Math.max(...tests.map(({ distance }) => distance)),
      accuracy: Math.max(...pairs.map(([one, other]) => attackersAccuracy(samples[one], samples[other]))),
      unknownOrWrong: attackersAccuracy(samples.unknown, samples.wrong),
    }
  } finally {
    await gateway.close()
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const named = (prefix: string, { medians, p, distance, accuracy, unknownOrWrong }: Seen) => ({
  ...Object.fromEntries(causes.map((cause) => [`${prefix}${cause}, median`, ms(medians[cause])])),
  [`${prefix}largest distance of two causes (Kolmogorov-Smirnov)`]: distance.toFixed(3),
  [`${prefix}p of that, after Bonferroni`]: p < 0.001 ? 'below 0.001' : p.toFixed(3),
  [`${prefix}attacker is right: unknown or wrong`]: percent(unknownOrWrong),
  [`${prefix}attacker is right: the easiest of ten pairs`]: percent(accuracy),
})
