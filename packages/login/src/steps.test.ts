import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { steps } from './steps.ts'

const folder = new URL('./steps/', import.meta.url)
const files = readdirSync(folder).filter((file) => !file.includes('.test.'))
const nameOf = (file: string): string => file.replace('.ts', '').replaceAll('-', '_')

describe('conventions of steps/', () => {
  it.each(files)('%s exports one step, named as its file', async (file) => {
    const exported = Object.values((await import(new URL(file, folder).href)) as object)
    expect(exported).toEqual([expect.objectContaining({ name: nameOf(file) })])
  })

  it.each(files)('%s names no other step', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const others = files.filter((other) => other !== file)
    for (const other of others) {
      expect(text).not.toContain(other)
      expect(text).not.toMatch(new RegExp(`['"]${nameOf(other)}['"]`))
    }
    expect(text).not.toMatch(/steps\.ts|dispatch\.ts|from '\.\/(?!\.)/)
  })

  it('steps.ts lists every step once, under its own name', () => {
    expect(Object.keys(steps).toSorted()).toEqual(files.map(nameOf).toSorted())
    expect(Object.entries(steps).every(([name, step]) => step.name === name)).toBe(true)
  })
})
