import { describe, expect, it } from 'vitest'
import type { Verdict } from './compare.ts'
import { differenceList, machineReport, shareTable } from './report.ts'
import { chooseScenarios } from './run-suite.ts'
import { scenarios } from './scenarios/all.ts'
import { missedFloors, type Share, shareOf } from './shares.ts'

/** A file of a hundred exchanges, of which some are not as recorded. */
function file(name: string, { notStrict = 0, otherError = 0, otherStatus = 0 }): Share {
  const verdicts = Array.from(
    { length: 100 },
    (_, index): Verdict => ({
      n: index + 1,
      note: `row ${index + 1}`,
      asked: 'GET /',
      strict: index >= notStrict,
      statusAndError: index >= otherError,
      sameStatus: index >= otherStatus,
      differences: index < notStrict ? ['body.a: 1 != 2'] : [],
    }),
  )
  const counts = { strict: 100 - notStrict, statusAndError: 100 - otherError, otherStatus }
  return { name, total: 100, ...counts, verdicts }
}

describe('missedFloors', () => {
  it('demands 90 % strict of each file', () => {
    const rest = [1, 2, 3].map((n) => file(`0${n}`, {}))
    expect(missedFloors([file('00', { notStrict: 10 }), ...rest])).toEqual([])
    expect(missedFloors([file('00', { notStrict: 11 }), ...rest])).toEqual([
      '00: strict 89/100, at least 90 % is demanded',
    ])
  })

  it('demands 95 % strict over all', () => {
    expect(missedFloors([file('00', { notStrict: 5 }), file('01', { notStrict: 5 })])).toEqual([])
    expect(missedFloors([file('00', { notStrict: 5 }), file('01', { notStrict: 6 })])).toEqual([
      'all: strict 189/200, at least 95 % is demanded',
    ])
  })

  it('demands 98 % of status and error over all', () => {
    expect(missedFloors([file('00', { otherError: 2 })])).toEqual([])
    expect(missedFloors([file('00', { otherError: 3 })])).toEqual([
      'all: status and error 97/100, at least 98 % is demanded',
    ])
  })

  it('forgives not a single other status', () => {
    expect(missedFloors([file('00', { otherStatus: 1 })])).toEqual(['00: 1 exchanges differ in status'])
  })

  it('is missed when nothing was compared', () => {
    expect(missedFloors([])).not.toEqual([])
  })
})

describe('shareOf', () => {
  it('counts a recorded exchange without an answer as matched in nothing', () => {
    const recorded = {
      n: 1,
      note: 'a',
      request: { method: 'GET', path: '/' },
      response: { status: 200, headers: {}, body: '' },
    }
    const share = shareOf([recorded, { ...recorded, n: 2 }], { name: '00', outcomes: [recorded] })
    expect(share).toMatchObject({ total: 2, strict: 1, statusAndError: 1, otherStatus: 1 })
  })
})

describe('the report', () => {
  const shares = [file('00-setup', { notStrict: 1 })]

  it('prints a line per file and one for all', () => {
    expect(shareTable(shares).split('\n')).toEqual([
      'file               strict       status+error  other status',
      '00-setup  99/100 (99.0 %)  100/100 (100.0 %)             0',
      'all       99/100 (99.0 %)  100/100 (100.0 %)             0',
    ])
  })

  it('does not round up to 100 %', () => {
    const thousand = Array.from({ length: 30 }, () => file('00', {}))
    expect(shareTable([...thousand, ...shares])).toContain('3099/3100 (99.9 %)')
  })

  it('lists what differs, for people and for machines', () => {
    expect(differenceList(shares)).toBe('00-setup #1 row 1\n    GET /\n    body.a: 1 != 2')
    const report = JSON.parse(machineReport(shares, ['x']))
    expect(report).toMatchObject({
      all: { total: 100, strict: 99 },
      missed: ['x'],
      files: [{ name: '00-setup' }],
    })
    expect(report.differences).toHaveLength(1)
  })
})

describe('chooseScenarios', () => {
  it('takes all without a name, and set-up with every choice', () => {
    expect(chooseScenarios([])).toEqual(scenarios)
    expect(chooseScenarios(['03']).map(({ name }) => name)).toEqual(['00-setup', '03-sessions'])
    expect(chooseScenarios(['03b', '06-token'])).toHaveLength(3)
  })

  it('refuses a name that no scenario has', () => {
    expect(() => chooseScenarios(['99'])).toThrow('there is no scenario 99')
  })
})
