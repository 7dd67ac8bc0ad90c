import { randomBytes } from 'node:crypto'
import { comparedHeaders, type Exchange, type Json, type Outcome, type Unanswered } from './exchange.ts'
import { createKept } from './kept.ts'
import { issuer } from './names.ts'
import { createReceiver, type Received } from './receiver.ts'
import { createSend, prepare, type Send } from './send.ts'
import type { Server } from './server.ts'
import { type Claims, claimsMethod, type Step } from './table.ts'
import { get, type Request } from './request.ts'
import type { Run } from './values.ts'

/** Runs tables against a server, one after another; what is kept lasts from one table to the next. */
export interface Lab {
  /** The outcome of each row, in order. A row that cannot be asked does not end the table. */
  perform(steps: readonly Step[]): Promise<readonly Outcome[]>
  close(): void
}

export function createLab(server: Server, connect: typeof createSend = createSend): Lab {
  const kept = createKept()
  const made = new Map<string, unknown>()
  const { send, close } = connect(server)
  const run: Run = {
    now: server.now,
    random: (bytes) => randomBytes(bytes).toString('base64url'),
    fill: kept.fill,
    keep: kept.keep,
    once: <T>(name: string, make: () => T): T => {
      if (!made.has(name)) made.set(name, make())
      // Only this function writes under the name, and each name is used for one kind of thing.
      return made.get(name) as T
    },
  }
  kept.keep('admin', { token: server.adminPat })

  const receiver = createReceiver()

  async function ask(request: Request, keep: string | undefined): Promise<Asked> {
    if (keep !== undefined) kept.forget(keep)
    const exchange = await exchangeOf(request, run, send)
    if (keep !== undefined && exchange.response.status < 400) kept.keep(keep, whatToKeep(exchange))
    return exchange
  }

  /** What a step adds to the outcomes. */
  async function take(step: Step): Promise<readonly Noted[]> {
    switch (step.kind) {
      case 'row':
        return [await noted(step.note, ask(step.request, step.keep))]
      case 'together':
        // As many connections as rows are open beforehand, so that no request has to wait for its own.
        await Promise.all(step.rows.map(() => ask(get('/debug/healthz', {}), undefined).catch(() => {})))
        return Promise.all(step.rows.map(({ note, request, keep }) => noted(note, ask(request, keep))))
      case 'aside':
        await ask(step.request, step.keep).catch(() => {})
        return []
      case 'wait':
        await server.pass(step.ms)
        return []
      case 'lagging':
        server.lag(step.ms)
        return []
      case 'claims':
        return [claimsOf(step)]
      case 'answering':
        receiver.answerWith(step.status)
        kept.keep('receiver', { uri: await receiver.open() })
        return []
      case 'incoming':
        if (step.note !== undefined) return [await noted(step.note, receiver.next().then(exchangeOfCall))]
        await receiver.next().catch(() => {})
        return []
    }
  }

  /** The payloads of the kept tokens that are JWTs; of one that was not issued, or is none, nothing is said. */
  function claimsOf({ note, tokens, of }: Claims): Noted {
    const payloads = of.flatMap((name): [string, Json][] => {
      const token = textOrNothing(`{${tokens}.${name}}`)
      return token?.split('.').length === 3 ? [[name, payloadOf(token)]] : []
    })
    return {
      note,
      request: { method: claimsMethod, path: '' },
      response: { status: 0, headers: {}, body: '' },
      decoded: Object.fromEntries(payloads),
    }
  }

  function textOrNothing(placeholder: string): string | undefined {
    try {
      return kept.fill(placeholder)
    } catch {
      return undefined
    }
  }

  return {
    async perform(steps) {
      const outcomes: Outcome[] = []
      for (const step of steps)
        for (const outcome of await take(step)) outcomes.push({ n: outcomes.length + 1, ...outcome })
      return outcomes
    },
    close() {
      close()
      receiver.close()
    },
  }
}

type Asked = Omit<Exchange, 'n' | 'note'>
type Noted = Omit<Exchange, 'n'> | Omit<Unanswered, 'n'>

function noted(note: string, asked: Promise<Asked>): Promise<Noted> {
  return asked.then(
    (exchange) => ({ note, ...exchange }),
    (error: unknown) => ({ note, problem: error instanceof Error ? error.message : String(error) }),
  )
}

function exchangeOfCall({ method, path, form, status }: Received): Asked {
  return {
    request: { method, path },
    response: { status, headers: {}, body: '' },
    decoded: { logout_token: decoded(form.get('logout_token') ?? '') },
  }
}

async function exchangeOf(request: Request, run: Run, send: Send): Promise<Asked> {
  const sent = prepare(request, run)
  const { status, headers, text } = await send(sent)
  const body = parsed(text)
  const tokens = ['id_token', 'access_token', 'refresh_token'].flatMap((name) => {
    const token = fieldOf(body, name)
    return typeof token === 'string' && token !== '' ? [[name, decoded(token)] as const] : []
  })
  return {
    request: { method: sent.method, path: sent.path },
    response: {
      status,
      headers: Object.fromEntries(
        comparedHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
      ),
      body,
    },
    ...(tokens.length === 0 ? {} : { decoded: Object.fromEntries(tokens) }),
  }
}

/** The fields of the body, and the parameters of a redirect or of a callback URL. */
function whatToKeep({ response: { headers, body } }: Asked): Json {
  const target = headers['location'] ?? fieldOf(body, 'callbackUrl')
  const parameters = typeof target === 'string' ? new URL(target, issuer).searchParams : []
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}
  return { ...fields, ...Object.fromEntries(parameters) }
}

function fieldOf(body: Json, name: string): Json | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  return (body as Readonly<Record<string, Json>>)[name]
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function payloadOf(jwt: string): Json {
  return parsed(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'))
}

/** What a JWT says, without a check: the comparison looks at all of it. Of other tokens only their form is compared. */
function decoded(token: string): Json {
  const parts = token.split('.')
  if (parts.length === 5) return 'jwe(5 parts)'
  if (parts.length !== 3) return `opaque(${parts.length} part)`
  const [header, payload] = parts.map((part) => parsed(Buffer.from(part, 'base64url').toString('utf8')))
  return { header: header ?? null, payload: payload ?? null }
}
