import { type LoginSettings, parseApplicationKey, parseServiceAccountKey } from '@postern/login'
import { type DeploymentKey, parseDeploymentKey } from '@postern/store'
import { GatewayError } from '../errors.ts'
import type { Config } from './config.ts'

/** The deployment keys under the ids of the configuration. */
export const deploymentKeysOf = (config: Config): readonly DeploymentKey[] =>
  config.deploymentKeys.map(({ id, key }) => ({ id, key: parseDeploymentKey(key.reveal()).key }))

/**
 * What the login engine must be told, out of the configuration.
 *
 * @throws {GatewayError} `CONFIGURATION_INVALID` if a key file is not one of ZITADEL's
 */
export function loginSettingsOf(config: Config): LoginSettings {
  const { loginClient, attempts } = config
  return {
    issuer: config.issuer,
    allowPlainHttpOnLoopback: config.allowInsecureLoopback,
    application: fromKeyFile('clientKey', config.clientKey.reveal(), parseApplicationKey),
    redirectUri: config.redirectUri,
    loginOrigins: config.loginOrigins,
    projectId: config.projectId,
    loginClient:
      loginClient.kind === 'token'
        ? { kind: 'personal_access_token', token: loginClient.token.reveal() }
        : {
            kind: 'key',
            key: fromKeyFile('loginClient.key', loginClient.key.reveal(), parseServiceAccountKey),
          },
    scopes: config.scopes,
    sessionLifetimeSeconds: config.session.absoluteSeconds,
    attemptLifetimeSeconds: attempts.lifetimeSeconds,
    maxProofs: attempts.maxProofs,
    maxCodesPerUser: attempts.maxCodesPerUser,
    policyCacheSeconds: config.settingsCacheSeconds,
    requireVerifiedEmail: config.emailVerificationRequired,
  }
}

function fromKeyFile<T>(setting: string, text: string, parse: (file: unknown) => T): T {
  try {
    return parse(JSON.parse(text))
  } catch {
    // Neither the parser's error nor what it read is kept: both quote the key.
    const problem = `${setting}: is not a key file as ZITADEL writes it.`
    throw new GatewayError('CONFIGURATION_INVALID', problem, { problems: [problem] })
  }
}
