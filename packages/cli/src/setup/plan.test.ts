import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { merged } from './application-configuration.ts'
import type { CredentialFile, CredentialOwner, Found, FoundApplication } from './found.ts'
import { notesOf } from './notes.ts'
import { type Action, credentialOwners, planOf } from './plan.ts'
import { type ProjectContent, removalOf } from './removal.ts'
import type { Made } from './state.ts'
import { type ApplicationName, wantedOf, type Wanted } from './wanted.ts'
import { writtenFiles } from './written-files.ts'

const aWanted = fc
  .record({
    name: fc.constantFrom('postern', 'news'),
    publicOrigin: fc.constantFrom('https://news.example.com', 'http://localhost:3000'),
    roles: fc.uniqueArray(fc.constantFrom('reader', 'editor', 'admin')),
    api: fc.constantFrom('basic', 'key', 'both', 'none'),
    backchannelLogout: fc.boolean(),
    allowInsecureLoopback: fc.boolean(),
  })
  .map((options) => wantedOf({ issuer: 'https://zitadel.example.com', ...options }))

const aCredential = fc.constantFrom<CredentialFile>('absent', 'works', 'broken')
const keys = fc.uniqueArray(fc.stringMatching(/^k\d{3}$/), { maxLength: 3 })

const anApplication = (app: ApplicationName, wanted: Wanted): fc.Arbitrary<FoundApplication> => {
  const { configuration = {} } = wanted.applications.find((each) => each.app === app) ?? {}
  return fc.record({
    id: fc.constant(`id-${app}`),
    clientId: fc.constant(`client-${app}`),
    isActive: fc.boolean(),
    keys,
    configuration: fc
      .record({
        // Some settings as they should be, some not, some absent, some that are nobody's business here.
        kept: fc.subarray(Object.keys(configuration)),
        wrong: fc.subarray(Object.keys(configuration)),
        other: fc.constantFrom({}, { clockSkew: '1s' }, { additionalOrigins: ['https://other.example'] }),
      })
      .map(({ kept, wrong, other }) => ({
        ...Object.fromEntries(kept.map((name) => [name, configuration[name]])),
        ...Object.fromEntries(wrong.map((name) => [name, ['something else']])),
        ...other,
      })),
  })
}

/** Anything that may be there before: nothing, all of it, or any part, right or wrong, with what others have put there. */
const aSituation = aWanted.chain((wanted) =>
  fc.record({
    wanted: fc.constant(wanted),
    found: fc
      .record({
        project: fc.option(
          fc.record({
            id: fc.constant('id-project'),
            settings: fc.constantFrom({}, { projectRoleAssertion: true }, { projectRoleAssertion: false }),
            roles: fc.uniqueArray(fc.constantFrom('reader', 'editor', 'foreign')),
          }),
          { nil: null },
        ),
        applications: fc.record(
          {
            gateway: anApplication('gateway', wanted),
            spa: anApplication('spa', wanted),
            api: anApplication('api', wanted),
            api_key: anApplication('api_key', wanted),
          },
          { requiredKeys: [] },
        ),
        loginClient: fc.option(
          fc.record({
            id: fc.constant('id-user'),
            roles: fc.uniqueArray(fc.constantFrom('IAM_LOGIN_CLIENT', 'IAM_OWNER')),
            keys,
          }),
          { nil: null },
        ),
        files: fc.constantFrom('absent', 'ours', 'edited').map((state) => ({
          'gateway.json': state === 'absent' ? { state } : { state, text: '{"projectId":"another"}' },
          'applications.json': state === 'absent' ? { state } : { state, text: '{}' },
        })),
        hasDeploymentKey: fc.boolean(),
        credentials: fc.record({
          gateway: aCredential,
          api: aCredential,
          api_key: aCredential,
          login_client: aCredential,
        }),
        keysInFiles: fc.constant([]),
      })
      .map((found) => consistent(found as Found, wanted)),
  }),
)

/** An application stands in a project and has an owner's credential, or neither. */
function consistent(found: Found, wanted: Wanted): Found {
  const applications = found.project === null ? {} : found.applications
  const own = Object.fromEntries(
    Object.entries(applications).filter(([app]) => wanted.applications.some((each) => each.app === app)),
  )
  const hasOwner = (of: CredentialOwner): boolean =>
    of === 'login_client' ? found.loginClient !== null : of in own
  const credentials = Object.fromEntries(
    credentialOwners(wanted).map((of) => {
      const file = found.credentials[of] ?? 'absent'
      return [of, file === 'works' && !hasOwner(of) ? 'broken' : file]
    }),
  )
  return { ...found, applications: own, credentials }
}

/** What ZITADEL and the folder are after an action, and what it made. */
function after(
  found: Found,
  action: Action,
  wanted: Wanted,
): { readonly found: Found; readonly made: Made[] } {
  const projectId = found.project?.id ?? ''
  switch (action.do) {
    case 'create_project': {
      const project = { id: 'new-project', settings: wanted.project.settings, roles: [] }
      return {
        found: { ...found, project },
        made: [{ kind: 'project', id: project.id, name: wanted.project.name }],
      }
    }
    case 'update_project':
      return {
        found: {
          ...found,
          project: found.project && {
            ...found.project,
            settings: { ...found.project.settings, ...wanted.project.settings },
          },
        },
        made: [],
      }
    case 'add_role': {
      const project = found.project && { ...found.project, roles: [...found.project.roles, action.role] }
      return { found: { ...found, project }, made: [{ kind: 'role', projectId, key: action.role }] }
    }
    case 'create_application':
    case 'update_application': {
      const { name = '', configuration = {} } =
        wanted.applications.find(({ app }) => app === action.app) ?? {}
      const before = found.applications[action.app]
      const id = before?.id ?? `new-${action.app}`
      const application: FoundApplication = {
        isActive: true,
        keys: [],
        clientId: `client-${id}`,
        ...before,
        id,
        configuration: merged(configuration, before?.configuration ?? {}),
      }
      return {
        found: { ...found, applications: { ...found.applications, [action.app]: application } },
        made: before === undefined ? [{ kind: 'application', projectId, id, name }] : [],
      }
    }
    case 'create_login_client':
      return {
        found: { ...found, loginClient: { id: 'new-user', roles: [], keys: [] } },
        made: [{ kind: 'user', id: 'new-user', name: wanted.loginClient.userName }],
      }
    case 'set_login_client_role': {
      const loginClient = found.loginClient && { ...found.loginClient, roles: [wanted.loginClient.role] }
      const isFirst = found.loginClient?.roles.length === 0
      return {
        found: { ...found, loginClient },
        made: isFirst ? [{ kind: 'administrator', userId: loginClient?.id ?? '' }] : [],
      }
    }
    case 'create_credential':
      return { found: { ...found, credentials: { ...found.credentials, [action.of]: 'works' } }, made: [] }
    case 'create_deployment_key':
      return { found: { ...found, hasDeploymentKey: true }, made: [] }
    case 'write_file': {
      const text = writtenFiles(wanted, found)[action.file]
      if (text === null) throw new Error('an id is not known')
      return {
        found: { ...found, files: { ...found.files, [action.file]: { state: 'ours', text } } },
        made: [],
      }
    }
  }
}

function done(wanted: Wanted, before: Found): { readonly found: Found; readonly made: readonly Made[] } {
  let found = before
  const made: Made[] = []
  for (const action of planOf(wanted, before)) {
    const next = after(found, action, wanted)
    found = next.found
    made.push(...next.made)
  }
  return { found, made }
}

const contentsOf = ({ project, applications }: Found): ReadonlyMap<string, ProjectContent> =>
  project === null
    ? new Map()
    : new Map([
        [project.id, { roles: project.roles, applications: Object.values(applications).map(({ id }) => id) }],
      ])

/** Whether what an action makes or writes was not there, or was ours to write over. */
function isNeeded(action: Action, found: Found): boolean {
  switch (action.do) {
    case 'create_project':
      return found.project === null
    case 'create_application':
      return found.applications[action.app] === undefined
    case 'create_login_client':
      return found.loginClient === null
    case 'add_role':
      return found.project?.roles.includes(action.role) !== true
    case 'create_credential':
      return found.credentials[action.of] !== 'works'
    case 'create_deployment_key':
      return !found.hasDeploymentKey
    case 'write_file':
      return found.files[action.file].state !== 'edited'
    default:
      return true
  }
}

/** What of it is there, by id: what a removal may and must change. */
const thereOf = ({ project, applications, loginClient }: Found) => ({
  project: project?.id ?? null,
  roles: project?.roles.toSorted() ?? [],
  applications: Object.values(applications)
    .map(({ id }) => id)
    .toSorted(),
  loginClient: loginClient?.id ?? null,
})

describe('the plan of a set-up', () => {
  it('leaves nothing to plan, whatever was there before it was done', () => {
    fc.assert(
      fc.property(aSituation, ({ wanted, found }) => {
        expect(planOf(wanted, done(wanted, found).found)).toEqual([])
      }),
    )
  })

  it('makes nothing that is there, and writes over nothing that works or that somebody changed', () => {
    fc.assert(
      fc.property(aSituation, ({ wanted, found }) => {
        expect(planOf(wanted, found).filter((action) => !isNeeded(action, found))).toEqual([])
      }),
    )
  })

  it('takes no setting away that it does not decide', () => {
    fc.assert(
      fc.property(aSituation, ({ wanted, found }) => {
        const end = done(wanted, found).found
        for (const [app, before] of Object.entries(found.applications))
          for (const name of ['clockSkew', 'additionalOrigins'])
            expect(end.applications[app as ApplicationName]?.configuration[name]).toEqual(
              before.configuration[name],
            )
      }),
    )
  })

  it('ends with a login client of one role, and with nobody having more than before', () => {
    fc.assert(
      fc.property(aSituation, ({ wanted, found }) => {
        expect(done(wanted, found).found.loginClient?.roles).toEqual(['IAM_LOGIN_CLIENT'])
      }),
    )
  })

  it('is undone by its removal: what was there before is there, and nothing else', () => {
    fc.assert(
      fc.property(aSituation, ({ wanted, found }) => {
        const { found: end, made } = done(wanted, found)
        const { removals, left } = removalOf(made, contentsOf(end))
        const whole = removals.some(({ kind }) => kind === 'project')
        const is = (kind: Made['kind'], id: string): boolean =>
          removals.some(
            (one) => one.kind === kind && ('id' in one ? one.id : 'key' in one ? one.key : '') === id,
          )
        const there = thereOf(end)
        expect({
          project: whole ? null : there.project,
          roles: whole ? [] : there.roles.filter((key) => !is('role', key)),
          applications: whole ? [] : there.applications.filter((id) => !is('application', id)),
          loginClient: there.loginClient !== null && is('user', there.loginClient) ? null : there.loginClient,
        }).toEqual(thereOf(found))
        expect(left).toEqual([])
      }),
    )
  })

  it('never removes a project into which others have put something', () => {
    fc.assert(
      fc.property(aSituation, fc.boolean(), ({ wanted, found }, isRole) => {
        const { found: end, made } = done(wanted, found)
        const contents = new Map(
          [...contentsOf(end)].map(([id, { roles, applications }]) => [
            id,
            {
              roles: isRole ? [...roles, 'of-others'] : roles,
              applications: isRole ? applications : [...applications, 'of-others'],
            },
          ]),
        )
        const { removals, left } = removalOf(made, contents)
        expect(removals.filter(({ kind }) => kind === 'project')).toEqual([])
        expect(left).toHaveLength(made.some(({ kind }) => kind === 'project') ? 1 : 0)
      }),
    )
  })

  it('says of every key that stands in no file that it can go', () => {
    fc.assert(
      fc.property(aSituation, ({ wanted, found }) => {
        const said = notesOf(wanted, found).join('\n')
        for (const { keys: known } of [
          ...Object.values(found.applications),
          ...(found.loginClient ? [found.loginClient] : []),
        ])
          for (const key of known) expect(said).toContain(key)
      }),
    )
  })
})
