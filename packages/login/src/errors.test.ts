import { describe, expect, it } from 'vitest'
import { LoginError, loginErrors } from './errors.ts'
import { errorIds } from './zitadel/error-ids.ts'

describe('the table of errors', () => {
  it("lets nothing but status, title and code out: no detail, no id of ZITADEL's", () => {
    const error = new LoginError('CREDENTIALS_REJECTED', 'POST /v2/sessions: status 404, QUERY-Dfbg2', {
      issuerErrorId: 'QUERY-Dfbg2',
      cause: new Error('inner'),
    })
    expect(Object.keys(error.toProblem()).toSorted()).toEqual(['code', 'status', 'title'])
    expect(JSON.stringify(error.toProblem())).not.toContain('QUERY')
  })

  it('has a status of an error and a sentence in every row', () => {
    for (const { status, title } of Object.values(loginErrors)) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(title).toMatch(/\.$/)
    }
  })

  it('gives every refusal of name and password one face (CRED-9)', () => {
    const ids = [
      'QUERY-Dfbg2',
      'SESSION-Gj4ko',
      'COMMAND-3M0fs',
      'COMMAND-JLK35',
      'COMMAND-SFA3t',
      'COMMAND-3nJ4t',
    ]
    expect(new Set(ids.map((id) => errorIds[id]))).toEqual(new Set(['CREDENTIALS_REJECTED']))
  })
})
