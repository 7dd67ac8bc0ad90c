import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { areas } from './areas.ts'
import { broken } from './patch.ts'
import { root } from './workspace.ts'

const rules = areas.flatMap(({ name, rules: rows }) => rows.map((rule) => ({ area: name, rule })))

describe('the table of rules to break', () => {
  it.each(rules.map(({ area, rule }) => [`${area}: ${rule.name}`, rule] as const))(
    'follows its source: %s',
    (_, rule) => {
      expect(broken(rule, readFileSync(join(root, rule.file), 'utf8'))).toHaveProperty('text')
    },
  )

  it('names each rule once', () => {
    const names = rules.map(({ area, rule }) => `${area}: ${rule.name}`)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('breaking a rule', () => {
  const rule = { name: 'x', file: 'x.ts', find: 'a && b', replace: 'a' }

  it('changes the one place, also to a text with signs of its own', () => {
    expect(broken(rule, 'if (a && b) c')).toEqual({ text: 'if (a) c' })
    expect(broken({ ...rule, replace: '$& $1' }, 'a && b')).toEqual({ text: '$& $1' })
  })

  it('is refused where the text is gone, stands twice, or would stay the same', () => {
    expect(broken(rule, 'a || b')).toHaveProperty('problem')
    expect(broken(rule, 'a && b; a && b')).toHaveProperty('problem')
    expect(broken({ ...rule, replace: rule.find }, 'a && b')).toHaveProperty('problem')
    expect(broken({ ...rule, find: '' }, 'a && b')).toHaveProperty('problem')
  })
})
