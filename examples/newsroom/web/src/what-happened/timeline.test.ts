import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timelineOf } from './timeline.ts'

const step = (name: string, startedAt: number, endedAt: number) => ({ step: name, startedAt, endedAt })

describe('the timeline of a login', () => {
  it('places each step as a part of the whole', () => {
    const timeline = timelineOf([step('a', 1_000, 1_000), step('b', 1_000, 1_150), step('c', 1_150, 1_200)])
    expect(timeline).toMatchObject({ totalMs: 200, waitedMs: 0, cuts: [], ticks: [0, 50, 100, 150, 200] })
    expect(timeline.bars).toEqual([
      { step: 'a', offsetMs: 0, durationMs: 0, stretches: [{ from: 0, share: 0 }] },
      { step: 'b', offsetMs: 0, durationMs: 150, stretches: [{ from: 0, share: 0.75 }] },
      { step: 'c', offsetMs: 150, durationMs: 50, stretches: [{ from: 0.75, share: 0.25 }] },
    ])
  })

  it('lets steps overlap', () => {
    const { bars, totalMs } = timelineOf([step('a', 0, 100), step('b', 60, 120)])
    expect(totalMs).toBe(120)
    expect(bars[1]).toMatchObject({ offsetMs: 60, durationMs: 60, stretches: [{ from: 0.5, share: 0.5 }] })
  })

  it('is one bar for a step that was done once for each proof, without the time that the user took', () => {
    const timeline = timelineOf([
      step('verify', 0, 100),
      step('verify', 9_100, 9_150),
      step('bind', 9_150, 9_200),
    ])
    expect(timeline).toMatchObject({ totalMs: 200, waitedMs: 9_000, cuts: [0.5] })
    expect(timeline.bars).toEqual([
      {
        step: 'verify',
        offsetMs: 0,
        durationMs: 150,
        stretches: [
          { from: 0, share: 0.5 },
          { from: 0.5, share: 0.25 },
        ],
      },
      { step: 'bind', offsetMs: 150, durationMs: 50, stretches: [{ from: 0.75, share: 0.25 }] },
    ])
  })

  it('cuts a pause of 250 ms and none of 249', () => {
    expect(timelineOf([step('a', 0, 10), step('a', 260, 270)])).toMatchObject({ waitedMs: 250, totalMs: 20 })
    expect(timelineOf([step('a', 0, 10), step('a', 259, 270)])).toMatchObject({ waitedMs: 0, totalMs: 270 })
  })

  it('does not take a slow server for a waiting one', () => {
    expect(timelineOf([step('a', 0, 10), step('b', 5_000, 5_010)])).toMatchObject({
      waitedMs: 0,
      totalMs: 5_010,
    })
  })

  it('does not cut while another step is under way', () => {
    expect(timelineOf([step('a', 0, 2_000), step('b', 10, 20), step('a', 2_000, 2_010)]).waitedMs).toBe(0)
  })

  it('is empty without steps, and a point when no time passed', () => {
    expect(timelineOf([])).toEqual({ totalMs: 0, waitedMs: 0, cuts: [], bars: [], ticks: [0] })
    expect(timelineOf([step('a', 7, 7)])).toMatchObject({ totalMs: 0, ticks: [0], bars: [{ durationMs: 0 }] })
  })

  it('stays on the chart whatever the clock of the server did', () => {
    const steps = fc.array(
      fc.record({
        step: fc.constantFrom('a', 'b', 'c'),
        startedAt: fc.nat(50_000),
        lasts: fc.integer({ min: -50, max: 9_000 }),
      }),
    )
    fc.assert(
      fc.property(steps, (drawn) => {
        const timeline = timelineOf(
          drawn.map(({ step: name, startedAt, lasts }) => step(name, startedAt, startedAt + lasts)),
        )
        expect(timeline.ticks.length).toBeLessThanOrEqual(6)
        for (const { stretches } of timeline.bars) {
          for (const { from, share } of stretches) {
            expect(from).toBeGreaterThanOrEqual(0)
            expect(share).toBeGreaterThanOrEqual(0)
            expect(from + share).toBeLessThanOrEqual(1 + 1e-9)
          }
        }
      }),
    )
  })
})
