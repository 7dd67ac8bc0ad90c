import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { packAll } from '../../scripts/pack.ts'
import type { Question } from '../question.ts'
import { ms, summarize, timed } from '../samples.ts'

const root = resolve(import.meta.dirname, '../..')
const rounds = 15

/** As it is published: the sources would have their types stripped at every start. */
const published = (door: string): string =>
  pathToFileURL(join(root, '.cache/pack/guard/dist', `${door}.js`)).href

/** By what an application writes at its head. Nothing: the runtime itself. */
const heads: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  jose: ['jose'],
  'the guard': [published('index'), published('adapters/express')],
  oauth4webapi: ['oauth4webapi'],
  'openid-client': ['openid-client'],
  'express-oauth2-jwt-bearer': ['express-oauth2-jwt-bearer'],
  'passport-zitadel': ['passport', 'passport-zitadel'],
}

export const guardStartUp: Question = {
  name: 'guard-start-up',
  question: 'How much later does a program start for importing the guard?',
  async run() {
    await packAll()
    const samples = new Map<string, number[]>(Object.keys(heads).map((name) => [name, []]))
    for (let round = -1; round < rounds; round += 1)
      for (const [name, packages] of Object.entries(heads)) {
        const script = packages.map((one) => `import ${JSON.stringify(one)}`).join('\n')
        const took = await timed(() =>
          promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: root }),
        )
        if (round >= 0) samples.get(name)?.push(took)
      }
    const nothing = samples.get('nothing') ?? []
    /** Of the same round. */
    const later = (name: string): number =>
      summarize((samples.get(name) ?? []).map((took, round) => took - (nothing[round] ?? Number.NaN))).median
    const figures = Object.fromEntries(
      Object.keys(heads)
        .filter((name) => name !== 'nothing')
        .map((name) => [`${name}, later than nothing`, ms(later(name))]),
    )
    return {
      figures: { 'a program that imports nothing': ms(summarize(nothing).median), ...figures },
      ratio: later('the guard') / later('jose'),
      note: `${rounds} rounds by turns; the guard as it is published, with its adapter for Express`,
    }
  },
}
