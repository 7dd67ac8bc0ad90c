import { jsonAnswer } from '../server/answers.ts'
import type { Answer } from '../server/request-context.ts'
import type { Fault } from './faults.ts'

/** An answer that never comes: the server breaks the connection. */
export const lost = Symbol('lost')

/** Makes one call go wrong as asked. `wait` is real time. */
export async function applyFault(
  fault: Fault,
  call: () => Promise<Answer>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<Answer | typeof lost> {
  if ('lose' in fault) {
    if (fault.lose === 'after') await call()
    return lost
  }
  if ('delayMs' in fault) {
    const answer = await call()
    await wait(fault.delayMs)
    return answer
  }
  return answers[fault.answer]()
}

const page =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

const html = (): Answer => ({ status: 502, headers: { 'content-type': 'text/html' }, body: page })

const answers: Readonly<Record<Extract<Fault, { answer: unknown }>['answer'], () => Answer>> = {
  401: () => jsonAnswer(401, { code: 16, message: 'Errors.Token.Invalid (AUTH-7fs1e)' }),
  404: () => jsonAnswer(404, { code: 5, message: 'Not Found' }),
  429: () =>
    jsonAnswer(429, { code: 8, message: 'Quota.Execution.Exhausted (QUOTA-vjAy8)' }, { 'retry-after': '1' }),
  500: () => jsonAnswer(500, { code: 13, message: 'An internal error occurred (FAULT-500)' }),
  501: () => jsonAnswer(501, { code: 12, message: 'method not implemented ()' }),
  502: html,
  503: () =>
    jsonAnswer(503, { code: 14, message: 'connection error: desc = "transport: Error while dialing"' }),
  html,
}
