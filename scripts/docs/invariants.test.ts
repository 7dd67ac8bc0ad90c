import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { areas } from '../break-rules/areas.ts'
import { root } from '../checks/source-files.ts'
import { invariants, laterInvariants } from './invariant-table.ts'
import { invariantsDocument } from './invariants.ts'

const sourceOf = (file: string): string =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : ''

/** A title as it stands in a source, between the quotes of a string and nowhere else. */
const isTitleIn = (source: string, title: string): boolean =>
  [`'${title}'`, `"${title}"`, `\`${title}\``].some((text) => source.includes(text))

describe.each(invariants.map((invariant) => [invariant.name, invariant] as const))(
  'what docs/invariants.md says of %s',
  (_, { held, tests, broken }) => {
    it.each(held)('is held in a file that exists: %s', (file) => {
      expect(existsSync(join(root, file))).toBe(true)
    })

    it.each(tests)('is proven by a test that exists: %s: %s', (file, title) => {
      expect(isTitleIn(sourceOf(file), title)).toBe(true)
    })

    it.each(broken)('is broken by a row that exists: %s: %s', (area, rule) => {
      const rows = areas.find(({ name }) => name === area)?.rules ?? []
      expect(rows.map(({ name }) => name)).toContain(rule)
    })

    it('is held, proven and broken', () => {
      expect([held, tests, broken].every(({ length }) => length > 0)).toBe(true)
    })
  },
)

describe('docs/invariants.md', () => {
  it('has a section for every invariant, and each once', () => {
    const names = [...invariants, ...laterInvariants].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const written = readFileSync(join(root, 'docs/invariants.md'), 'utf8')
    for (const name of names) expect(written).toContain(`## ${name}\n`)
  })

  it('is what the table says', () => {
    expect(readFileSync(join(root, 'docs/invariants.md'), 'utf8')).toBe(invariantsDocument())
  })

  it('would notice a title that is a part of another', () => {
    expect(isTitleIn("it('ends the session', …)", 'ends')).toBe(false)
    expect(isTitleIn('it("says when it\'s over", …)', "says when it's over")).toBe(true)
  })
})
