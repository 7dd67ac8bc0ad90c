import { describe, expect, it } from 'vitest'
import { judge } from '../src/sufficiency/judge.ts'
import { proveSufficient } from '../src/sufficiency/sufficient-attempt.ts'
import { aLogin } from './facts-of-a-login.ts'
import { factTable, flows } from './fact-table.ts'

for (const [flow, { at, of }] of Object.entries(flows)) {
  describe(`what is missing, by the facts (CRED-8, CRED-12): ${flow}`, () => {
    for (const { name, changes, missing, missingAtRenewal, told } of factTable) {
      it(`${name}`, () => {
        const facts = aLogin(...changes, of)
        const expected = at === 'renewal' ? (missingAtRenewal ?? missing) : missing
        const { requirements, needs } = judge(facts)
        expect(requirements).toEqual(expected)
        expect(needs).toEqual(expected.length === 0 ? [] : (told ?? expected))
        expect(proveSufficient(facts).sufficient !== null).toBe(expected.length === 0)
      })
    }
  })
}
