import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { defaultSeed, type LocalZitadel, startLocalZitadel } from '@postern/local-zitadel'

export interface PageWithTokens {
  readonly zitadel: LocalZitadel
  /** Origin of the application's page, another one than the issuer's. */
  readonly origin: string
  close(): Promise<void>
}

/** The build for a script tag, which the package has and does not name among its doors. */
const library = join(import.meta.dirname, '../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js')

/**
 * A page with oidc-client-ts that logs in by redirect and keeps its tokens, on an origin of its own, and the local ZITADEL that it logs in
 * to. `window.manager` is the library's UserManager; the body says who is logged in.
 */
export async function startPageWithTokens(application = 'newsroom-spa'): Promise<PageWithTokens> {
  let page = ''
  const server = createServer((request, response) => {
    const isLibrary = request.url === '/oidc-client-ts.js'
    response.setHeader('content-type', isLibrary ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isLibrary ? readFileSync(library) : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const zitadel = await startLocalZitadel({ seed: defaultSeed({ application: origin }) })
  const clientId = zitadel.seeded.applications.find(({ name }) => name === application)?.clientId ?? ''
  page = pageOf({ authority: zitadel.issuer, client_id: clientId, origin })
  return {
    zitadel,
    origin,
    async close() {
      await zitadel.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function pageOf({ origin, ...client }: { authority: string; client_id: string; origin: string }): string {
  const settings = {
    ...client,
    redirect_uri: `${origin}/callback`,
    silent_redirect_uri: `${origin}/callback`,
    post_logout_redirect_uri: `${origin}/`,
    scope: 'openid profile email offline_access',
    loadUserInfo: true,
    automaticSilentRenew: false,
  }
  return `<!doctype html><title>page with tokens</title><body>
<script src="/oidc-client-ts.js"></script>
<script type="module">
window.manager = new oidc.UserManager(${JSON.stringify(settings)})
try {
  if (location.pathname === '/callback') await manager.signinCallback()
  const user = await manager.getUser()
  document.body.textContent = user === null ? 'nobody' : 'hello ' + user.profile.name
} catch (error) {
  document.body.textContent = 'error ' + (error.error ?? error.message)
}
</script>`
}
