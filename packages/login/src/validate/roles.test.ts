import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRoles } from './roles.ts'

const claim = 'urn:zitadel:iam:org:project:3:roles'

describe("a user's roles (contract 6.6)", () => {
  it("are those of the application's own project, sorted", () => {
    const claims = {
      [claim]: { writer: { '1': 'a.example' }, reader: { '1': 'a.example', '2': 'b.example' } },
      'urn:zitadel:iam:org:project:4:roles': { admin: { '1': 'a.example' } },
      'urn:zitadel:iam:org:project:roles': { admin: { '1': 'a.example' } },
    }
    expect(readRoles(claims, '3')).toEqual(['reader', 'writer'])
    expect(readRoles(claims, '3', '2')).toEqual(['reader'])
  })

  it('are none without the claim', () => {
    expect(readRoles({}, '3')).toEqual([])
  })

  it('are a list of texts whatever the claim is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readRoles({ [claim]: value }, '3').every((role) => typeof role === 'string')).toBe(true)
      }),
    )
  })
})
