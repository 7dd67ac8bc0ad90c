import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFactsReader } from '../src/facts/facts-reader.ts'
import { judge } from '../src/sufficiency/judge.ts'
import { proveSufficient } from '../src/sufficiency/sufficient-attempt.ts'
import { now } from './facts-of-a-login.ts'
import { type AnswerName, answerNames, answers, aPort } from './zitadel-answers.ts'

type Path = readonly (string | number)[]
type Json = unknown

/** Every place in a JSON value, the value itself included. */
function placesOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))]
}

function replaced(value: Json, [key, ...rest]: Path, by: (old: Json) => Json): Json {
  if (key === undefined) return by(value)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, Json> | Json[] = Array.isArray(value) ? [...value] : { ...value }
  const at = copy as Record<string, Json>
  const next = replaced(at[key], rest, by)
  if (next === undefined) delete at[key]
  else at[key] = next
  return copy
}

const typeOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

async function judged(changed: Partial<Record<AnswerName, Json>>) {
  const special = Object.fromEntries(Object.entries(changed).map(([name, json]) => [name, { json }]))
  const reader = createFactsReader({
    port: aPort(special).port,
    now: () => now,
    deployment: { firstFactors: ['password'] },
  })
  const facts = await reader.readFacts({
    occasion: 'login',
    sessionId: 'session-1',
    asked: { attempt: { id: 'attempt-1', startedAt: now - 20_000 } },
    name: { by: 'login_name', hits: 1 },
    intent: null,
  })
  return { ...proveSufficient(facts), needs: judge(facts).needs }
}

const somePlace = fc
  .constantFrom(...answerNames)
  .chain((name) => fc.record({ name: fc.constant(name), path: fc.constantFrom(...placesOf(answers[name])) }))

/** Places that are read, and so must have the type that they have. */
const isRead = (name: AnswerName, path: Path): boolean => {
  const place = path.join('.')
  const unread =
    /creationDate|changeDate|sequence|displayName|^session\.factors\.user\.verifiedAt|userAgent\.ip|details\.(totalResult|timestamp)|username|loginNames|preferredLoginName|profile|phone|email\.email|primaryDomain|^result\.0\.(details|name)|allowRegister|allowDomainDiscovery/
  const unreadHere: Partial<Record<AnswerName, RegExp>> = {
    user: /^details/,
    organization: /^details\./,
    methods: /^details\./,
    identityProviders: /^details\./,
  }
  return !unread.test(place) && !(unreadHere[name]?.test(place) ?? false)
}

const withoutFactors = replaced(answers.session, ['session', 'factors', 'password'], () => undefined)
const forced = replaced(answers.loginPolicy, ['settings', 'forceMfa'], () => true)

describe('answers of ZITADEL that were corrupted under way', () => {
  it('suffice as they are', async () => {
    expect((await judged({})).sufficient).not.toBeNull()
    expect((await judged({ loginPolicy: forced })).sufficient).toBeNull()
    expect((await judged({ session: withoutFactors })).needs).toMatchObject([{ type: 'first_factor' }])
  })

  it('never throw, whatever JSON they are', async () => {
    await fc.assert(
      fc.asyncProperty(somePlace, fc.jsonValue(), async ({ name, path }, value) => {
        await judged({ [name]: replaced(answers[name], path, () => value) })
      }),
      { numRuns: 200 },
    )
    expect((await judged({ session: 5, user: 'x', methods: null })).sufficient).toBeNull()
  })

  it('never suffice without a first factor, whatever is missing or different beside it (CRED-8)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(somePlace, fc.option(fc.jsonValue(), { nil: undefined })), {
          minLength: 1,
          maxLength: 5,
        }),
        async (changes) => {
          const changed: Partial<Record<AnswerName, Json>> = { session: withoutFactors }
          for (const [{ name, path }, value] of changes) {
            changed[name] = replaced(name in changed ? changed[name] : answers[name], path, () => value)
          }
          return (await judged(changed)).sufficient === null
        },
      ),
      { numRuns: 200 },
    )
    expect((await judged({ session: withoutFactors })).sufficient).toBeNull()
  })

  it('never suffice when a value that is read has another type', async () => {
    await fc.assert(
      fc.asyncProperty(somePlace, fc.jsonValue(), async ({ name, path }, value) => {
        let isSameType = false
        const corrupted = replaced(answers[name], path, (old) => {
          isSameType = typeOf(old) === typeOf(value)
          return value
        })
        fc.pre(!isSameType && isRead(name, path))
        return (await judged({ [name]: corrupted })).sufficient === null
      }),
      { numRuns: 400 },
    )
    expect((await judged({ user: replaced(answers.user, ['user', 'state'], () => 1) })).sufficient).toBeNull()
  })

  it('never suffice under forceMfa when anything but the flag itself is missing', async () => {
    const places = answerNames.flatMap((name) => placesOf(answers[name]).map((path) => ({ name, path })))
    const passed: string[] = []
    for (const { name, path } of places) {
      const answer = name === 'loginPolicy' ? forced : answers[name]
      const { sufficient } = await judged({
        loginPolicy: forced,
        [name]: replaced(answer, path, () => undefined),
      })
      if (sufficient !== null) passed.push(`${name}.${path.join('.')}`)
    }
    expect(passed).toEqual([])
    expect(places.length).toBeGreaterThan(80)
  })
})
