import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../checks/source-files.ts'
import { type Comparison, isMet } from './comparison.ts'
import { type ContenderName, contenders } from './contenders.ts'
import { guardComparedDocument, recordedComparison } from './document.ts'

const recorded = recordedComparison()

/** Every demand that a guard was measured not to meet. */
const unmet = ({ tables }: Comparison, name: ContenderName): readonly string[] =>
  tables.flatMap(({ rows }) =>
    rows
      .filter(({ should, outcomes }) => {
        const outcome = outcomes[name]
        return outcome !== undefined && !isMet(outcome, should[contenders[name].way])
      })
      .map((row) => row.case),
  )

describe('docs/guard-compared.md', () => {
  it('is what was measured, every cell of it', () => {
    expect(readFileSync(join(root, 'docs/guard-compared.md'), 'utf8')).toBe(guardComparedDocument(recorded))
  })

  it('was measured with the versions that are installed', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>
    }
    for (const [name, version] of Object.entries(recorded.versions))
      expect([name, devDependencies[name]]).toEqual([name, version])
  })

  it('has an outcome wherever something is asked', () => {
    const missing = recorded.tables.flatMap(({ columns, rows }) =>
      rows.flatMap(({ case: name, should, outcomes }) =>
        columns
          .filter((column) => should[contenders[column].way] !== null && outcomes[column] === undefined)
          .map((column) => [name, column]),
      ),
    )
    expect(missing).toEqual([])
  })

  it.each(['postern-asks', 'postern-verifies'] as const)(
    'shows %s to do what every case asks for',
    (name) => {
      expect(unmet(recorded, name)).toEqual([])
    },
  )

  it('knows of nobody who takes a token that the issuer did not sign', () => {
    const isForged = /alg: n|no signature|HS256|signed by|`kid` is|replaced/
    const forged = recorded.tables.flatMap(({ rows }) => rows).filter((row) => isForged.test(row.case))
    expect(forged.length).toBeGreaterThan(12)
    for (const { outcomes } of forged)
      for (const outcome of Object.values(outcomes)) expect(outcome).toEqual({ status: 401 })
  })

  it('marks what was not asked for', () => {
    const [table] = recorded.tables
    const [row] = table?.rows ?? []
    if (table === undefined || row === undefined) throw new Error('nothing was recorded')
    const outcomes = { ...row.outcomes, 'postern-asks': { status: 503 } }
    const changed = { ...recorded, tables: [{ ...table, rows: [{ ...row, outcomes }] }] }
    expect(guardComparedDocument(changed)).toContain('**503**')
    expect(unmet(changed, 'postern-asks')).toEqual([row.case])
  })
})
