import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forbiddenCasts } from './forbidden-casts.ts'

const folder = resolve(import.meta.dirname, '../..')
const made = 'login/src/sufficiency/sufficient-attempt.ts'
const proof = 'SufficientAttempt'

/** This package and those that use it: no other can hand anything to it. */
const packages = readdirSync(folder).filter((name) => {
  const manifest = readFileSync(join(folder, name, 'package.json'), 'utf8')
  return name === 'login' || manifest.includes('"@postern/login"')
})

describe('nothing shipped', () => {
  const sources = packages
    .flatMap((name) => globSync(`${name}/src/**/*.{ts,tsx}`, { cwd: folder }))
    .filter((path) => !/\.test\.tsx?$/.test(path))

  it('passes something else for a proof of sufficiency (CRED-8)', () => {
    const found = sources
      .filter((path) => path !== made)
      .flatMap((path) => forbiddenCasts(path, readFileSync(join(folder, path), 'utf8')))
    expect(found).toEqual([])
    expect(sources).toContain(made)
    expect(packages).toContain('gateway')
  })

  it('makes one but the one file, which does it without a cast', () => {
    expect(forbiddenCasts(made, readFileSync(join(folder, made), 'utf8'))).toEqual([])
  })
})

describe('the search for such casts', () => {
  const found = (code: string) => forbiddenCasts('x.ts', code).length

  it.each([
    ['a cast', `finish(x as ${proof})`],
    ['a cast over two lines', `finish(x as\n  ${proof})`],
    ['a cast inside of another type', `finish(x as Readonly<${proof}>)`],
    ['a cast in the older form', `finish(<${proof}>x)`],
    ['a cast by way of unknown', 'finish(x as unknown as Parameters<typeof finish>[0])'],
    ['a cast to any', 'finish(x as any)'],
    ['a cast to never', 'finish(x as never)'],
    ['another name at the import', `import type { ${proof} as Proof } from './y.ts'\nfinish(x as Proof)`],
    ['another name of another name', `type A = ${proof}\ntype B = A & { z: 1 }\nfinish(x as B)`],
    ['a cast through a namespace', `import type * as all from './y.ts'\nfinish(x as all.${proof})`],
  ])('finds %s', (_, code) => {
    expect(found(code)).toBe(1)
  })

  it.each([
    ['a type', `function finish(attempt: ${proof}) { return attempt }`],
    ['a constant', 'const table = { a: 1 } as const'],
    ['an ordinary cast', 'const error = cause as Error'],
    ['a comment', `// x as ${proof}`],
    ['a text', `const text = "x as ${proof}"`],
  ])('does not mind %s', (_, code) => {
    expect(found(code)).toBe(0)
  })
})
