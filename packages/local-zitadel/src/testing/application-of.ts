import type { LocalZitadel, SeededApplication } from '../local-zitadel.ts'
import { callApi, field } from './call-api.ts'
import { TokensRefused } from './tokens-refused.ts'

export interface TestApplication extends SeededApplication {
  readonly redirectUri: string
}

/** The seeded OIDC application of a name, or the first one when none is named. */
export async function applicationOf(
  zitadel: LocalZitadel,
  name: string | undefined,
): Promise<TestApplication> {
  for (const application of zitadel.seeded.applications) {
    if (name !== undefined && application.name !== name) continue
    const answer = await callApi(zitadel, '/zitadel.application.v2.ApplicationService/GetApplication', {
      applicationId: application.appId,
    })
    const redirectUri = field(answer, 'application', 'oidcConfiguration', 'redirectUris', '0')
    if (redirectUri !== '') return { ...application, redirectUri }
  }
  throw new TokensRefused(
    `the seed has no OIDC application${name === undefined ? '' : ` ${name}`} with a redirect URI`,
  )
}
