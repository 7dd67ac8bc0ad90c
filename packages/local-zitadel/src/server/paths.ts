const oidcPrefixes = ['/.well-known/openid-configuration', '/oauth/v2', '/oidc/v1']

/** Whether a path is the OIDC server's, whatever stands below (contract 1.1). */
export const isOidcPath = (path: string) => oidcPrefixes.some((prefix) => isBelow(path, prefix))

/** `/package.Service/Method` (contract 11.3). */
export const isConnectPath = (path: string) => /^\/zitadel\.[\w.]+\/\w+$/.test(path)

export const isBelow = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`)
