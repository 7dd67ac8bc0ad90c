import type { Haul, InjectedInto, Loot } from './haul.ts'
import { tokenLoot, tokensIn } from './haul.ts'

/** Puts itself between the page and its calls, and lets one go by. */
export async function watchCalls({ makePageCall }: InjectedInto): Promise<Haul> {
  const seen = await watching(makePageCall)
  const loot = bearersIn(seen.headers)
  return {
    loot,
    said:
      seen.headers.length === 0
        ? 'No call of the page came by.'
        : loot.length > 0
          ? 'fetch was replaced, and the page’s next call brought its token along.'
          : `fetch was replaced, and ${seen.headers.length === 1 ? 'a call' : `${seen.headers.length} calls`} came by, without a token: the browser adds the cookie where no script looks.`,
  }
}

/** Answers a call of the page with 401, as if its token were dead, and watches how it gets another. */
export async function provokeRenewal({ makePageCall }: InjectedInto): Promise<Haul> {
  const seen = await watching(makePageCall, true)
  if (!seen.wasAnswered)
    return { loot: [], said: 'The page’s calls carry no token, so there is nothing to renew.' }
  const loot = [
    ...seen.bodies.flatMap((body) => namedTokens(body, (name) => `sent: ${name}`)),
    ...seen.answers.flatMap((body) => namedTokens(body, (name) => `new: ${name}`)),
  ]
  return {
    loot,
    said:
      loot.length > 0
        ? 'One call was answered with a false 401. The page renewed its tokens at once, before the script’s eyes. Whoever has the refresh token needs this browser no longer.'
        : 'One call was answered with a false 401. The page did not renew.',
  }
}

interface Seen {
  readonly headers: readonly Headers[]
  readonly bodies: readonly string[]
  readonly answers: readonly string[]
  readonly wasAnswered: boolean
}

/** Replaces `fetch` and XMLHttpRequest for the time of one call; `refuseFirst` answers the first call that has a token. */
async function watching(makePageCall: () => Promise<unknown>, refuseFirst = false): Promise<Seen> {
  const { fetch: original } = globalThis
  const { setRequestHeader } = XMLHttpRequest.prototype
  const headers: Headers[] = []
  const bodies: string[] = []
  const answers: Promise<string>[] = []
  let wasAnswered = false

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    headers.push(request.headers)
    if (refuseFirst && !wasAnswered && request.headers.has('authorization')) {
      wasAnswered = true
      return new Response('{}', { status: 401, headers: { 'content-type': 'application/json' } })
    }
    bodies.push(await request.clone().text())
    const answer = await original(request)
    answers.push(answer.clone().text())
    return answer
  }
  XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
    headers.push(new Headers({ [name]: value }))
    setRequestHeader.call(this, name, value)
  }
  try {
    await makePageCall().catch(() => undefined)
  } finally {
    globalThis.fetch = original
    XMLHttpRequest.prototype.setRequestHeader = setRequestHeader
  }
  return { headers, bodies, answers: await Promise.all(answers), wasAnswered }
}

const bearersIn = (all: readonly Headers[]): readonly Loot[] =>
  all
    .map((headers) => /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1])
    .filter((token) => token !== undefined)
    .slice(0, 1)
    .map((token) => tokenLoot('access token, from the header', token))

/** Tokens with the name that stands before them, in a form or in JSON. */
function namedTokens(text: string, nameOf: (name: string) => string): readonly Loot[] {
  return tokensIn(text).map((token) => {
    const before = text.slice(0, text.indexOf(token))
    const name = /(\w+)(?:=|"\s*:\s*")$/.exec(before)?.[1] ?? 'token'
    return tokenLoot(nameOf(name.replace('_', ' ')), token)
  })
}
