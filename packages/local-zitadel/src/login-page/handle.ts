import type { Answer, RequestContext } from '../server/request-context.ts'
import { pagePaths } from '../server/paths.ts'
import { login } from './login.ts'
import { logout, logoutDone } from './logout.ts'

const byPath: ReadonlyMap<string, (context: RequestContext) => Promise<Answer>> = new Map([
  [pagePaths.login, login],
  [pagePaths.logout, logout],
  [pagePaths.done, logoutDone],
  [pagePaths.oldDone, logoutDone],
])

/** The pages for people, by GET and POST alone: a preflight is answered like any other method, so no other origin may read or fill them. */
export async function handleLoginPage(context: RequestContext): Promise<Answer> {
  const page = byPath.get(context.path)
  if (page !== undefined && (context.method === 'GET' || context.method === 'POST')) return page(context)
  return { status: 405, headers: { allow: 'GET, POST', 'cache-control': 'no-store' }, body: '' }
}
