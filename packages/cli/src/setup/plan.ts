import { differences } from './application-configuration.ts'
import type { CredentialOwner, Found, WrittenFile } from './found.ts'
import { writtenFiles } from './written-files.ts'
import type { ApplicationName, Wanted } from './wanted.ts'

/** One change, at ZITADEL or in the folder. Holds names and reasons, never a secret. */
export type Action =
  | { readonly do: 'create_project' }
  | { readonly do: 'update_project'; readonly differs: readonly string[] }
  | { readonly do: 'add_role'; readonly role: string }
  | { readonly do: 'create_application'; readonly app: ApplicationName }
  | { readonly do: 'update_application'; readonly app: ApplicationName; readonly differs: readonly string[] }
  | { readonly do: 'create_login_client' }
  | { readonly do: 'set_login_client_role'; readonly instead: readonly string[] }
  | { readonly do: 'create_credential'; readonly of: CredentialOwner; readonly because: 'absent' | 'broken' }
  | { readonly do: 'create_deployment_key' }
  | { readonly do: 'write_file'; readonly file: WrittenFile }

/**
 * What is to be done so that what is wanted is there: nothing that is there already is made again, nothing that is right is touched, and
 * a file that works is never written over. A pure function: done on what it was made from, its plan leaves nothing to plan.
 */
export function planOf(wanted: Wanted, found: Found): readonly Action[] {
  return [
    ...projectActions(wanted, found),
    ...wanted.applications.flatMap((application): Action[] => {
      const there = found.applications[application.app]
      if (there === undefined) return [{ do: 'create_application', app: application.app }]
      const differs = differences(application.configuration, there.configuration, application.kind)
      return differs.length === 0 ? [] : [{ do: 'update_application', app: application.app, differs }]
    }),
    ...loginClientActions(wanted, found),
    ...credentialOwners(wanted).flatMap((of): Action[] => {
      const file = found.credentials[of] ?? 'absent'
      return file === 'works' ? [] : [{ do: 'create_credential', of, because: file }]
    }),
    ...(found.hasDeploymentKey ? [] : [{ do: 'create_deployment_key' } as const]),
    ...fileActions(wanted, found),
  ]
}

/** Everybody who proves himself with a file. */
export const credentialOwners = ({ applications }: Wanted): readonly CredentialOwner[] => [
  ...applications.filter(({ credential }) => credential !== 'none').map(({ app }) => app),
  'login_client',
]

function projectActions(wanted: Wanted, { project }: Found): Action[] {
  const roles = wanted.roles.filter((role) => project?.roles.includes(role) !== true)
  const adding = roles.map((role): Action => ({ do: 'add_role', role }))
  if (project === null) return [{ do: 'create_project' }, ...adding]
  const { settings } = wanted.project
  const differs = Object.keys(settings).filter((name) => settings[name] !== (project.settings[name] ?? false))
  return [...(differs.length === 0 ? [] : [{ do: 'update_project', differs } as const]), ...adding]
}

function loginClientActions({ loginClient: wanted }: Wanted, { loginClient }: Found): Action[] {
  const roles = loginClient?.roles ?? []
  const isRight = roles.length === 1 && roles[0] === wanted.role
  return [
    ...(loginClient === null ? [{ do: 'create_login_client' } as const] : []),
    ...(isRight
      ? []
      : [{ do: 'set_login_client_role', instead: roles.filter((role) => role !== wanted.role) } as const]),
  ]
}

function fileActions(wanted: Wanted, found: Found): Action[] {
  const should = writtenFiles(wanted, found)
  return (Object.keys(should) as WrittenFile[]).flatMap((file): Action[] => {
    const there = found.files[file]
    const isLeft = there.state === 'edited' || (there.state === 'ours' && there.text === should[file])
    return isLeft ? [] : [{ do: 'write_file', file }]
  })
}
