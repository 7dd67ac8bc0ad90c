import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { createPasswordSlots } from './password-slots.ts'

const asker = (address: string, isKnownDevice = false) => ({ name: 'name', address, isKnownDevice })

function someSlots(atOnce: number, waiting: number) {
  const refused: string[] = []
  const slots = createPasswordSlots({
    atOnce,
    waiting,
    refuse: (limit, _, ms) => {
      refused.push(limit)
      return new GatewayError('THROTTLED', limit, { retryAfterSeconds: ms / 1000 })
    },
  })
  const entered: string[] = []
  const take = (address: string, isKnown = false, gone: AbortSignal = new AbortController().signal) => {
    const place = slots.take(asker(address, isKnown), gone).then((release) => {
      entered.push(address)
      return release
    })
    // Not every test waits for everybody.
    place.catch(() => undefined)
    return place
  }
  return { take, entered, refused }
}

/** Lets everything run that is ready to. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** `entered`, `waits`, or the code of the refusal. */
const outcomeOf = (place: Promise<unknown>): Promise<unknown> =>
  Promise.race([
    place.then(
      () => 'entered',
      (error: GatewayError) => error.code,
    ),
    settled().then(() => 'waits'),
  ])

describe('the places for password checks', () => {
  it('are given out in turn, as many as there are', async () => {
    const { take, entered } = someSlots(2, 8)
    const [first, second] = [await take('a'), await take('b')]
    void take('c')
    void take('d')
    await settled()
    expect(entered).toEqual(['a', 'b'])
    second()
    second()
    await settled()
    expect(entered).toEqual(['a', 'b', 'c'])
    first()
    await settled()
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are all there again when everybody has left', async () => {
    const { take, entered } = someSlots(2, 8)
    for (const release of await Promise.all([take('a'), take('b')])) release()
    await Promise.all([take('c'), take('d')])
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })

  it('have a queue that is bounded in all, and of which one address has a quarter', async () => {
    const { take, refused } = someSlots(1, 8)
    await take('flood')
    void take('flood')
    void take('flood')
    expect(await outcomeOf(take('flood'))).toBe('THROTTLED')
    for (const address of ['a', 'b', 'c', 'd', 'e', 'f']) void take(address)
    expect(await outcomeOf(take('g'))).toBe('LOGIN_BUSY')
    expect(refused).toEqual(['passwordChecks', 'passwordChecks'])
  })

  it('go to known devices first, who have a queue of their own (THR-3)', async () => {
    const { take, entered } = someSlots(1, 2)
    const release = await take('a')
    void take('b')
    void take('c')
    expect(await outcomeOf(take('d'))).toBe('LOGIN_BUSY')
    void take('owner', true)
    void take('owner', true)
    expect(await outcomeOf(take('owner', true))).toBe('LOGIN_BUSY')
    release()
    await settled()
    expect(entered).toEqual(['a', 'owner'])
  })

  it('are not waited for by who has gone away', async () => {
    const { take, entered } = someSlots(1, 4)
    const release = await take('a')
    const gone = new AbortController()
    const left = take('b', false, gone.signal)
    void take('c')
    gone.abort()
    expect(await outcomeOf(left)).toBe('REQUEST_MALFORMED')
    expect(await outcomeOf(take('d', false, gone.signal))).toBe('REQUEST_MALFORMED')
    release()
    await settled()
    expect(entered).toEqual(['a', 'c'])
    // Who got his place is not thrown out of it.
    gone.abort()
    expect(entered).toEqual(['a', 'c'])
  })
})
