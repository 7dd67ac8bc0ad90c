import { jsonLine } from '../table.ts'
import type { Configuration } from './application-configuration.ts'
import type { CredentialOwner, Found } from './found.ts'
import type { Action } from './plan.ts'
import type { Made } from './state.ts'
import { credentialFiles, deploymentKeyFile } from './written-files.ts'
import type { Wanted } from './wanted.ts'

/** An action in words, with what is there now and what shall be. Nothing in it is a secret. */
export function wordsOf(action: Action, wanted: Wanted, found: Found): string {
  const nameOf = (of: CredentialOwner): string =>
    of === 'login_client'
      ? wanted.loginClient.userName
      : (wanted.applications.find(({ app }) => app === of)?.name ?? of)
  switch (action.do) {
    case 'create_project':
      return `create the project ${wanted.project.name}`
    case 'update_project':
      return `change the project ${wanted.project.name}: ${changes(action.differs, found.project?.settings ?? {}, wanted.project.settings)}`
    case 'add_role':
      return `add the role ${action.role}`
    case 'create_application':
      return `create the application ${nameOf(action.app)}`
    case 'update_application': {
      const should = wanted.applications.find(({ app }) => app === action.app)?.configuration ?? {}
      const is = found.applications[action.app]?.configuration ?? {}
      return `change the application ${nameOf(action.app)}: ${changes(action.differs, is, should)}`
    }
    case 'create_login_client':
      return `create the service account ${wanted.loginClient.userName}`
    case 'set_login_client_role':
      return `give ${wanted.loginClient.userName} ${wanted.loginClient.role} on the instance${action.instead.length === 0 ? '' : `, instead of ${action.instead.join(', ')}`}`
    case 'create_credential': {
      const file = credentialFiles[action.of]
      const why = action.because === 'broken' ? `; the one there does not work and becomes ${file}.old` : ''
      const kind = action.of === 'api' ? 'secret' : 'key'
      return `make a ${kind} of ${nameOf(action.of)} and write ${file}${why}`
    }
    case 'create_deployment_key':
      return `make a key that seals the store and write ${deploymentKeyFile}`
    case 'write_file':
      return `write ${action.file}`
  }
}

/** jsonLine: values come from ZITADEL, and a terminal obeys some characters. */
const changes = (names: readonly string[], is: Configuration, should: Configuration): string =>
  names
    .map((name) => {
      const [before, after] = [is[name], should[name]].map((value) => jsonLine([value ?? null]).slice(1, -1))
      return `${name} from ${before} to ${after}`
    })
    .join('; ')

/** What is removed, in words. */
export function removalWords(removal: Made): string {
  switch (removal.kind) {
    case 'project':
      return `remove the project ${removal.name} with everything in it`
    case 'role':
      return `remove the role ${removal.key}`
    case 'application':
      return `remove the application ${removal.name}`
    case 'application_key':
      return `remove the key ${removal.id} of application ${removal.applicationId}`
    case 'user':
      return `remove the service account ${removal.name}`
    case 'user_key':
      return `remove the key ${removal.id} of service account ${removal.userId}`
    case 'administrator':
      return `take IAM_LOGIN_CLIENT away from ${removal.userId}`
  }
}
