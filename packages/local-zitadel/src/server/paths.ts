const oidcPrefixes = ['/.well-known/openid-configuration', '/oauth/v2', '/oidc/v1']

/** Whether a path is the OIDC server's, whatever stands below (contract 1.1). */
export const isOidcPath = (path: string) => oidcPrefixes.some((prefix) => isBelow(path, prefix))

/** `/package.Service/Method` (contract 11.3). */
export const isConnectPath = (path: string) => /^\/zitadel\.[\w.]+\/\w+$/.test(path)

export const isBelow = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`)

/** The pages that people see: the login at the address of login v2, and where a log-out ends (contract 4.3, 7.4). */
export const pagePaths = {
  login: '/ui/v2/login/login',
  logout: '/ui/v2/login/logout',
  done: '/logout/done',
  oldDone: '/ui/login/logout/done',
} as const

export const isPagePath = (path: string) => Object.values<string>(pagePaths).includes(path)
