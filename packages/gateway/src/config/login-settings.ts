import {
  type LoginClientCredential,
  type LoginSettings,
  parseApplicationKey,
  parseServiceAccountKey,
} from '@postern/login'
import { type DeploymentKey, parseDeploymentKey } from '@postern/store'
import { GatewayError } from '../errors.ts'
import type { Config } from './config.ts'

/** The deployment keys under the ids of the configuration. */
export const deploymentKeysOf = (config: Config): readonly DeploymentKey[] =>
  config.deploymentKeys.map(({ id, key }) => ({ id, key: parseDeploymentKey(key.reveal()).key }))

/**
 * What the login engine must be told, out of the configuration. The login client's credential is read again where it came from
 * whenever the engine needs it anew, so that a replaced key file takes effect by itself (KEY-2).
 *
 * @param onUnreadable hears why a credential could not be read again; the one before goes on
 * @throws {GatewayError} `CONFIGURATION_INVALID` if a key file is not one of ZITADEL's
 */
export function loginSettingsOf(
  config: Config,
  onUnreadable: (error: unknown) => void = () => undefined,
): LoginSettings {
  const { attempts } = config
  return {
    issuer: config.issuer,
    allowPlainHttpOnLoopback: config.allowInsecureLoopback,
    application: fromKeyFile('clientKey', config.clientKey.reveal(), parseApplicationKey),
    redirectUri: config.redirectUri,
    loginOrigins: config.loginOrigins,
    projectId: config.projectId,
    loginClient: rereadCredential(config.loginClient, onUnreadable),
    scopes: config.scopes,
    sessionLifetimeSeconds: config.session.absoluteSeconds,
    attemptLifetimeSeconds: attempts.lifetimeSeconds,
    maxProofs: attempts.maxProofs,
    maxCodesPerUser: attempts.maxCodesPerUser,
    policyCacheSeconds: config.settingsCacheSeconds,
    requireVerifiedEmail: config.emailVerificationRequired,
    logoutIssuers: config.logoutToken.issuers,
    logoutTokenMaxSeconds: config.logoutToken.maxSeconds,
    logoutTokenType: config.logoutToken.type,
  }
}

/** A file that is missing or half written just now must not end what still works. */
function rereadCredential(
  first: Config['loginClient'],
  onUnreadable: (error: unknown) => void,
): () => Promise<LoginClientCredential> {
  let last = credentialOf(first)
  return async () => {
    try {
      last = credentialOf(await readAgain(first))
    } catch (error) {
      onUnreadable(error)
    }
    return last
  }
}

const readAgain = async (given: Config['loginClient']): Promise<Config['loginClient']> =>
  given.kind === 'token'
    ? { kind: 'token', token: await given.token.readAgain() }
    : { kind: 'key', key: await given.key.readAgain() }

const credentialOf = (given: Config['loginClient']): LoginClientCredential =>
  given.kind === 'token'
    ? { kind: 'personal_access_token', token: given.token.reveal() }
    : { kind: 'key', key: fromKeyFile('loginClient.key', given.key.reveal(), parseServiceAccountKey) }

function fromKeyFile<T>(setting: string, text: string, parse: (file: unknown) => T): T {
  try {
    return parse(JSON.parse(text))
  } catch {
    // Neither the parser's error nor what it read is kept: both quote the key.
    const problem = `${setting}: is not a key file as ZITADEL writes it.`
    throw new GatewayError('CONFIGURATION_INVALID', problem, { problems: [problem] })
  }
}
