import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Choice, type ChoiceEvent, needsSaving, nextChoice, noChoice } from './choice.ts'

const after = (...events: readonly ChoiceEvent[]) => events.reduce(nextChoice, noChoice)
const loaded = { kind: 'loaded', topics: ['city'] } as const
const toggle = (topic: string): ChoiceEvent => ({ kind: 'toggled', topic })

describe('the choice of topics', () => {
  it('shows a click at once and needs saving', () => {
    const choice = after(loaded, toggle('sport'))
    expect(choice.wanted).toEqual(['city', 'sport'])
    expect(needsSaving(choice)).toBe(true)
  })

  it('needs no saving when a click was taken back, whatever the order', () => {
    expect(needsSaving(after(loaded, toggle('sport'), toggle('sport')))).toBe(false)
    expect(needsSaving(after({ kind: 'loaded', topics: ['a', 'b'] }, toggle('a'), toggle('a')))).toBe(false)
  })

  it('goes back to what the server has when saving fails, also past what was clicked meanwhile', () => {
    const choice = after(loaded, toggle('sport'), { kind: 'save_began' }, toggle('culture'), {
      kind: 'save_failed',
    })
    expect(choice).toMatchObject({ wanted: ['city'], saved: ['city'], outcome: 'failed' })
    expect(needsSaving(choice)).toBe(false)
  })

  it('takes the word of the server, unless the reader went on', () => {
    const answer = { kind: 'save_ended', topics: ['sport'] } as const
    expect(after(loaded, toggle('sport'), { kind: 'save_began' }, answer).wanted).toEqual(['sport'])
    const wentOn = after(loaded, toggle('sport'), { kind: 'save_began' }, toggle('culture'), answer)
    expect(wentOn.wanted).toEqual(['city', 'sport', 'culture'])
    expect(needsSaving(wentOn)).toBe(true)
  })

  it('ends with page and server agreed, however clicks, answers and failures come', () => {
    const clicks = fc.array(
      fc.record({ topic: fc.constantFrom('a', 'b', 'c'), save: fc.constantFrom('none', 'ok', 'bad') }),
    )
    fc.assert(
      fc.property(clicks, (steps) => {
        let server: readonly string[] = ['a']
        let choice: Choice = nextChoice(noChoice, { kind: 'loaded', topics: server })
        const save = (isGood: boolean) => {
          if (needsSaving(choice)) choice = nextChoice(choice, { kind: 'save_began' })
          if (choice.saving === null) return
          if (isGood) server = choice.saving
          choice = nextChoice(
            choice,
            isGood ? { kind: 'save_ended', topics: server } : { kind: 'save_failed' },
          )
        }
        for (const { topic, save: how } of steps) {
          choice = nextChoice(choice, { kind: 'toggled', topic })
          if (how !== 'none') save(how === 'ok')
        }
        save(true)
        save(true)
        expect([...choice.wanted].sort()).toEqual([...server].sort())
        expect(choice.saved).toEqual(server)
      }),
    )
  })
})
