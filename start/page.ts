import { spawn } from 'node:child_process'
import { cpSync, existsSync, globSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Builds the newsroom's page, unless what stands there is newer than every source of it. */
export async function buildPage(root: string): Promise<string> {
  const folder = join(root, 'examples/newsroom/web')
  const built = join(folder, 'dist/index.html')
  const sources = globSync(
    [
      'examples/newsroom/web/{src,public}/**/*',
      'examples/newsroom/web/*.{html,ts,json}',
      'packages/browser/src/**/*',
      'package-lock.json',
    ],
    {
      cwd: root,
    },
  )
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0
  if (sources.some((path) => statSync(join(root, path)).mtimeMs > builtAt))
    await vite(root, folder, ['build', '--logLevel', 'error'])
  return join(folder, 'dist')
}

/** Puts the built page into a folder of its own, with the configuration that its server gives it. */
export function placePage(built: string, folder: string, configuration: object): void {
  rmSync(folder, { recursive: true, force: true })
  cpSync(built, folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(configuration, null, 2))
}

/** Builds again at every change, until `signal` says stop. */
export function watchPage(root: string, signal: AbortSignal, onBuilt: () => void): void {
  const parameters = ['build', '--watch', '--logLevel', 'info']
  const watching = vite(root, join(root, 'examples/newsroom/web'), parameters, { signal, onBuilt })
  watching.catch(() => {})
}

interface Watching {
  readonly signal: AbortSignal
  readonly onBuilt: () => void
}

function vite(root: string, cwd: string, parameters: readonly string[], watching?: Watching): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...parameters], {
      cwd,
      // Whatever the surroundings say: the page is the one that users get.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', watching ? 'pipe' : 'ignore', 'inherit'],
      ...(watching ? { signal: watching.signal } : {}),
    })
    if (watching && child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (/\bbuilt in\b/.test(line)) watching.onBuilt()
      })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('the page of the newsroom does not build')),
    )
  })
}
