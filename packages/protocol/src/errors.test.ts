import { expect, it } from 'vitest'
import { ProtocolError, type ProtocolErrorCode, protocolErrors } from './errors.ts'

it.each(Object.keys(protocolErrors) as ProtocolErrorCode[])(
  '%s shows a browser its row and nothing else',
  (code) => {
    const error = new ProtocolError(code, 'a detail for the log', { cause: new Error('a cause for the log') })
    expect(error.toProblem()).toEqual({ ...protocolErrors[code], code })
    expect(JSON.stringify(error.toProblem())).not.toContain('for the log')
    expect(error.message).toBe('a detail for the log')
  },
)
