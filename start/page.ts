import { spawn } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'

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

/** Builds again at every change, until `signal` says stop. */
export function watchPage(root: string, signal: AbortSignal): void {
  const watching = vite(
    root,
    join(root, 'examples/newsroom/web'),
    ['build', '--watch', '--logLevel', 'info'],
    signal,
  )
  watching.catch(() => {})
}

function vite(root: string, cwd: string, parameters: readonly string[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...parameters], {
      cwd,
      // Whatever the surroundings say: the page is the one that users get.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
      ...(signal ? { signal } : {}),
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('the page of the newsroom does not build')),
    )
  })
}
