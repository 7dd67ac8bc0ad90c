import { isJsonObject, type Now } from '@postern/protocol'
import { type Reading, readable, unreadable } from '../sufficiency/reading.ts'
import { readingOf } from '../sufficiency/readings/json.ts'
import type { DatedExchange } from './clock-offset.ts'
import type { FactsAnswer, FactsPort, FactsQuestion } from './facts-port.ts'

/** What an answer is read by: its parser, and ZITADEL's error id that says "there is none", where that is a fact too. */
export interface AnswerReader<T> {
  readonly parse: (json: unknown) => T
  readonly absentBy?: { readonly errorId: string; readonly value: T }
}

/**
 * Asks and reads one fact. Never rejects: no answer, a refusal, HTML and another shape are unreadable facts, each by its reason.
 *
 * @param seen gets the exchange, for the clock
 */
export async function ask<T>(
  { port, now }: { readonly port: FactsPort; readonly now: Now },
  question: FactsQuestion | null,
  { parse, absentBy }: AnswerReader<T>,
  seen: (exchange: DatedExchange) => void = () => {},
): Promise<Reading<T>> {
  if (question === null) return unreadable('not_read')
  const sentAt = now()
  let answer: FactsAnswer
  try {
    answer = await port(question)
  } catch {
    return unreadable('no_answer')
  }
  seen({ date: answer.date, sentAt, receivedAt: now() })
  if (answer.status === 404 && absentBy !== undefined && errorIdOf(answer.json) === absentBy.errorId) {
    return readable(absentBy.value)
  }
  if (answer.status !== 200) return unreadable('status')
  return answer.json === undefined ? unreadable('not_json') : readingOf(() => parse(answer.json))
}

/** The id in ZITADEL's error envelope (contract 11.1): three meanings share the status 404, and only the id tells them apart. */
function errorIdOf(json: unknown): string | undefined {
  const details: unknown = isJsonObject(json) ? json['details'] : undefined
  const first: unknown = Array.isArray(details) ? details[0] : undefined
  const id = isJsonObject(first) ? first['id'] : undefined
  return typeof id === 'string' ? id : undefined
}
