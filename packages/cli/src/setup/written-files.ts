import type { CredentialOwner, Found, WrittenFile } from './found.ts'
import type { Wanted } from './wanted.ts'

/** Where each credential stands in the folder. */
export const credentialFiles: Readonly<Record<CredentialOwner, string>> = {
  gateway: 'gateway-key.json',
  spa: 'spa-key.json',
  api: 'api-secret.json',
  api_key: 'api-key.json',
  login_client: 'login-client-key.json',
}

export const deploymentKeyFile = 'deployment.key'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** What the files without secrets shall say. `null` while an id that they name is not known yet. */
export function writtenFiles(
  wanted: Wanted,
  { project, applications }: Pick<Found, 'project' | 'applications'>,
): Readonly<Record<WrittenFile, string | null>> {
  const ids = wanted.applications.map(({ app, name }) => ({ app, name, found: applications[app] }))
  const areKnown = project !== null && ids.every(({ found }) => found !== undefined)
  return {
    'gateway.json': project === null ? null : json(configuration(wanted, project.id)),
    'applications.json': areKnown
      ? json({
          issuer: wanted.issuer,
          projectId: project.id,
          applications: ids.map(({ name, found }) => ({
            name,
            applicationId: found?.id,
            clientId: found?.clientId,
          })),
        })
      : null,
  }
}

/** What `postern serve` needs; what it serves and passes on is the deployment's own to say. */
function configuration({ issuer, publicOrigin, allowInsecureLoopback }: Wanted, projectId: string): object {
  const { hostname, port } = new URL(publicOrigin)
  const isHere = hostname === 'localhost' && port !== ''
  return {
    publicOrigin,
    ...(isHere ? { listen: { port: Number(port) } } : {}),
    issuer,
    projectId,
    clientKey: { file: credentialFiles.gateway },
    loginClient: { key: { file: credentialFiles.login_client } },
    flows: ['back_channel'],
    store: { kind: 'sqlite', file: 'sessions.sqlite' },
    deploymentKeys: [{ id: 'first', file: deploymentKeyFile }],
    ...(allowInsecureLoopback ? { allowInsecureLoopback } : {}),
  }
}
