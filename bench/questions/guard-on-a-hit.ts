import { join, resolve } from 'node:path'
import type { ApiTask } from '../../scripts/compare-guards/api.ts'
import { type ContenderName, contenders } from '../../scripts/compare-guards/contenders.ts'
import { startChild } from '../child.ts'
import type { IssuerSaid } from '../guard-issuer.ts'
import type { FastifyTask } from '../guarded-fastify.ts'
import type { Question } from '../question.ts'
import { figuresOf, measureWays, ratioOf, type Way } from '../ways.ts'

const bench = resolve(import.meta.dirname, '..')
const express = resolve(bench, '../scripts/compare-guards/api.ts')
const fastify = join(bench, 'guarded-fastify.ts')
const rounds = { rounds: 12, calls: 5_000, connections: 32, warmUpRounds: 3 }

/** Beside our own, those who live on Express and are told nothing of a cache. */
const others = ['express-oauth2-jwt-bearer', 'passport-zitadel'] as const satisfies ContenderName[]
const guarded = ['postern-asks', 'postern-verifies', ...others] as const satisfies ContenderName[]

export const guardOnAHit: Question = {
  name: 'guard-on-a-hit',
  question: 'What does the guard cost a request whose token it has judged a moment ago?',
  goal: 'at least 0.85 of the bare framework, on Express and on Fastify',
  async run() {
    const issuer = await startChild<IssuerSaid>(join(bench, 'guard-issuer.ts'), [])
    const { settings, jwt, opaque } = issuer.said
    const running = [issuer as { stop(): Promise<void> }]
    const way = async (name: string, program: string, task: object, token: string): Promise<Way> => {
      const child = await startChild<{ port: number }>(program, [JSON.stringify(task)])
      running.unshift(child)
      const head = `GET /news HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`
      return { name, port: child.said.port, pid: child.pid, head }
    }
    const onExpress = (name: string, task: ApiTask, token: string) => way(name, express, task, token)
    const onFastify = (name: string, isGuarded: boolean) =>
      way(name, fastify, { settings, isGuarded } satisfies FastifyTask, opaque)
    try {
      const ways = [
        await onExpress('Express alone', { settings }, opaque),
        await onFastify('Fastify alone', false),
        await onFastify('Postern, cached, on Fastify', true),
      ]
      for (const contender of guarded) {
        const token = contenders[contender].way === 'asks' ? opaque : jwt
        ways.push(
          await onExpress(`${contenders[contender].title}, on Express`, { contender, settings }, token),
        )
      }
      const measured = await measureWays(ways, rounds)
      const figures = figuresOf(measured)
      const ratios = new Map(
        ways
          .filter(({ name }) => !name.endsWith('alone'))
          .map(({ name }) => [
            name,
            ratioOf(measured, name, name.endsWith('Fastify') ? 'Fastify alone' : 'Express alone'),
          ]),
      )
      for (const [name, ratio] of ratios) figures[`${name}, beside the framework alone`] = ratio.toFixed(2)
      const ours = [...ratios].filter(([name]) => name.startsWith('Postern')).map(([, ratio]) => ratio)
      return {
        figures,
        ratio: Math.min(...ours),
        note: `${rounds.rounds} rounds of ${rounds.calls} calls by turns, ${rounds.connections} connections, one token; the issuer, each server and the load are processes of their own; express-oauth2-jwt-bearer verifies every time and passport-zitadel asks every time`,
      }
    } finally {
      for (const child of running) await child.stop()
    }
  },
}
