import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { firstLine } from '@postern/testkit'
import { exitOf } from '../child.ts'
import type { Question } from '../question.ts'
import { timed } from '../samples.ts'

const root = resolve(import.meta.dirname, '../..')

export const firstPage: Question = {
  name: 'first-page',
  question: 'How long from `npm ci` in a fresh clone to the first page?',
  goal: 'under a minute on a cold machine',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'postern-clone-'))
    try {
      for (const path of execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
        .split('\0')
        .filter(Boolean))
        cpSync(join(root, path), join(folder, path))
      const install = await timed(() =>
        npm(folder, ['ci', '--no-audit', '--no-fund', '--cache', join(folder, '.npm')]),
      )
      const first = await timed(() => openFirstPage(folder))
      const second = await timed(() => openFirstPage(folder))
      const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`
      return {
        figures: {
          '`npm ci`, empty cache': seconds(install),
          '`npm start` to the first page, first time (keys are made, the page is built)': seconds(first),
          '`npm start` to the first page, again': seconds(second),
          'from `npm ci` to the first page': seconds(install + first),
        },
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function npm(cwd: string, parameters: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn('npm', parameters, { cwd, stdio: 'ignore' })
    child.once('exit', (code) =>
      code === 0 ? done() : failed(new Error(`npm ${parameters[0]} ended with ${code}`)),
    )
  })
}

async function openFirstPage(cwd: string): Promise<void> {
  const child = spawn('npm', ['start', '--silent', '--', '--json', '--port', '0'], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const exited = exitOf(child)
  const page = await fetch((JSON.parse(await firstLine(child)) as { app: string }).app)
  if (!(await page.text()).includes('<div id="root"')) throw new Error('that is not the page')
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  await exited
}
