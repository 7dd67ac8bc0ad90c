import { describe, expect, it } from 'vitest'
import { createRecentMap } from './recent-map.ts'

const time = { from: 1_000, until: 2_000 }

describe('a recent map', () => {
  it('gives an entry until the millisecond before its end, and forgets it then', () => {
    const map = createRecentMap<string>(10)
    map.set('a', 'x', time)
    expect(map.get('a', 1_999)).toBe('x')
    expect(map.get('a', 2_000)).toBeUndefined()
    expect(map.size).toBe(0)
  })

  it('gives nothing from before the entry was made: then the clock was set back', () => {
    const map = createRecentMap<string>(10)
    map.set('a', 'x', time)
    expect(map.get('a', 1_000)).toBe('x')
    expect(map.get('a', 999)).toBeUndefined()
  })

  it('keeps exactly as many as it may, and drops the one not used for longest', () => {
    const map = createRecentMap<string>(2)
    map.set('a', 'x', time)
    map.set('b', 'y', time)
    expect(map.get('a', 1_500)).toBe('x')
    map.set('c', 'z', time)
    expect(map.size).toBe(2)
    expect(map.get('b', 1_500)).toBeUndefined()
    expect(map.get('a', 1_500)).toBe('x')
    expect(map.get('c', 1_500)).toBe('z')
  })

  it('does not keep what has no time to live', () => {
    const map = createRecentMap<string>(2)
    map.set('a', 'x', { from: 1_000, until: 1_000 })
    expect(map.size).toBe(0)
  })

  it('replaces without growing', () => {
    const map = createRecentMap<string>(2)
    map.set('a', 'x', time)
    map.set('a', 'y', time)
    expect(map.size).toBe(1)
    expect(map.get('a', 1_500)).toBe('y')
  })
})
