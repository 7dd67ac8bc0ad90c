/**
 * A process with one API under one guard, on Express: `node api.ts '{"contender":"postern-asks","settings":{…}}'`. Prints its port.
 * Without a contender every route is open.
 */
import type { AddressInfo } from 'node:net'
import express, { type Response } from 'express'
import type { ContenderName } from './contenders.ts'
import type { ApiSettings } from './guarded-handlers.ts'
import { loadContender } from './load-contender.ts'

export interface ApiTask {
  readonly contender?: ContenderName
  readonly settings: ApiSettings
}

const { contender, settings } = JSON.parse(process.argv[2] ?? '') as ApiTask
const open = { guarded: [], editorsOnly: [] }
const { guarded, editorsOnly } =
  contender === undefined ? open : await (await loadContender[contender]())(settings)

const answer = (_: unknown, response: Response): void => void response.json({ news: 'none', end: true })
const app = express()
app.get('/news', ...guarded, answer)
app.get('/articles', ...editorsOnly, answer)
// a thousand come at once
const server = app.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 }, () =>
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
)
