import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FinishedLogin } from '@postern/login'
import { Agent, request } from 'undici'
import { createBench } from '../engine.ts'
import { startLocalServer } from '../local-server.ts'
import type { Question } from '../question.ts'
import type { Held, KeeperTask } from '../session-keeper.ts'

const sessions = 100_000
const atOnce = 32
/** So many first, until what a gateway holds anyway is there. */
const warmUp = 2_000

export const manySessions: Question = {
  name: 'many-sessions',
  question: 'How much memory do idle sessions take in the memory store?',
  goal: 'at most 8 KB each; 100,000 and the gateway under 1 GB',
  async run() {
    const task = await realLogin()
    const keeper = fork(join(import.meta.dirname, '../session-keeper.ts'), {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const dispatcher = new Agent({ connections: atOnce })
    try {
      const { port, host } = await ask<{ port: number; host: string }>(keeper, task)
      const logIn = (): Promise<void> => logInOnce(`http://127.0.0.1:${port}`, host, dispatcher)
      await times(warmUp, logIn)
      const before = await ask<Held>(keeper, 'measure')
      await times(sessions - warmUp, logIn)
      const after = await ask<Held>(keeper, 'measure')
      const each = (after.heap - before.heap) / (sessions - warmUp)
      const clear = Buffer.byteLength(JSON.stringify(task.login))
      return {
        figures: {
          'one idle session': `${(each / 1000).toFixed(1)} KB`,
          'what it holds, as JSON in clear': `${(clear / 1000).toFixed(1)} KB`,
          'heap and buffers with 100,000': `${(after.heap / 1e6).toFixed(0)} MB`,
          'the whole process with 100,000': `${(after.resident / 1e6).toFixed(0)} MB`,
          ratio: (each / clear).toFixed(2),
        },
        ratio: each / clear,
        note: 'made by logins over HTTP, each by another user from another device, with the tokens of a real login; heap and external buffers after a full collection; what belongs to a session counts: record, names by which it is found, the known device',
      }
    } finally {
      keeper.disconnect()
      await dispatcher.close()
    }
  },
}

async function realLogin(): Promise<KeeperTask & { readonly login: FinishedLogin }> {
  const server = await startLocalServer()
  const bench = createBench(server)
  try {
    const names = ['newsroom-api-secret.json', 'newsroom-gateway-key.json', 'login-client-key.json']
    const files = Object.fromEntries(names.map((name) => [name, server.credential<unknown>(name)]))
    return { login: await bench.login(), issuer: server.issuer, files }
  } finally {
    await bench.close()
    await server.stop()
  }
}

async function ask<Answer>(child: ChildProcess, what: KeeperTask | string): Promise<Answer> {
  const answered = once(child, 'message')
  child.send(what)
  const [answer] = (await answered) as [Answer]
  return answer
}

async function times(count: number, work: () => Promise<void>): Promise<void> {
  let left = count
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await work()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

let user = 0

async function logInOnce(origin: string, host: string, dispatcher: Agent): Promise<void> {
  const headers = {
    host,
    'postern-csrf': '1',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  }
  const begun = await request(`${origin}/auth/login`, { method: 'POST', headers, body: '{}', dispatcher })
  const { attempt } = (await begun.body.json()) as { attempt: string }
  const cookie = String(begun.headers['set-cookie']).split(';')[0] ?? ''
  user += 1
  const proven = await request(`${origin}/auth/login/proof`, {
    method: 'POST',
    headers: { ...headers, cookie, 'postern-attempt': attempt },
    body: JSON.stringify({ method: 'password', loginName: `user-${user}@example.com`, password: 'x' }),
    dispatcher,
  })
  const text = await proven.body.text()
  if (proven.statusCode !== 200) throw new Error(`a login answered ${proven.statusCode}: ${text}`)
}
