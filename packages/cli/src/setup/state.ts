import { isJsonObject } from '@postern/protocol'
import { CommandError } from '../exit-codes.ts'
import type { Found } from './found.ts'
import { type Folder, hashOf } from './folder.ts'
import type { Action } from './plan.ts'
import type { Wanted } from './wanted.ts'

/** One thing that a set-up made, by what removes it. Things that were there before are never among them. */
export type Made =
  | { readonly kind: 'project'; readonly id: string; readonly name: string }
  | { readonly kind: 'role'; readonly projectId: string; readonly key: string }
  | {
      readonly kind: 'application'
      readonly projectId: string
      readonly id: string
      readonly name: string
    }
  | {
      readonly kind: 'application_key'
      readonly projectId: string
      readonly applicationId: string
      readonly id: string
    }
  | { readonly kind: 'user'; readonly id: string; readonly name: string }
  | { readonly kind: 'user_key'; readonly userId: string; readonly id: string }
  | { readonly kind: 'administrator'; readonly userId: string }

/** What a set-up remembers of itself: ids, names, and by which its files are known again. No secret. */
export interface State {
  readonly version: 1
  readonly issuer: string
  readonly name: string
  readonly made: readonly Made[]
  /** SHA-256 of each file as it was written. */
  readonly files: Readonly<Record<string, string>>
  /** Written before a change is asked for: if its answer is lost, the next run knows whose it is. */
  readonly pending: Pending | null
}

export interface Pending {
  readonly action: Action
  /** Ids of all keys that were known before. */
  readonly keys: readonly string[]
}

export const stateFile = 'setup-state.json'

export const firstState = ({ issuer, project }: Wanted): State => ({
  version: 1,
  issuer,
  name: project.name,
  made: [],
  files: {},
  pending: null,
})

/** @throws {CommandError} `input` if the file is there and none of ours */
export async function loadState(folder: Folder): Promise<State | null> {
  const text = await folder.read(stateFile)
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    if (isState(value)) return value
  } catch {
    // Said below.
  }
  throw new CommandError('input', `${folder.path}/${stateFile} is no state of a set-up`)
}

/** Written by us alone; a glance keeps another program's file from being taken for ours. */
function isState(value: unknown): value is State {
  return (
    isJsonObject(value) &&
    value['version'] === 1 &&
    typeof value['issuer'] === 'string' &&
    typeof value['name'] === 'string' &&
    Array.isArray(value['made']) &&
    isJsonObject(value['files'])
  )
}

/** It outlives the process at once; that it outlives the machine is worth no wait before and after every action. */
export const saveState = (folder: Folder, state: State): Promise<void> =>
  folder.write(stateFile, `${JSON.stringify(state, null, 2)}\n`, 'soon')

/** The same, knowing a file by what was just written to it. */
export const withFile = (state: State, name: string, text: string): State => ({
  ...state,
  files: { ...state.files, [name]: hashOf(text) },
})

/**
 * What the change made whose answer was lost. It was about to be made because it was not there, so what is there of it now is ours; a key
 * that came about meanwhile is ours too, though nobody can have it any more.
 */
export function claimed({ pending }: State, wanted: Wanted, found: Found): readonly Made[] {
  if (pending === null) return []
  const { action } = pending
  const { project, loginClient } = found
  switch (action.do) {
    case 'create_project':
      return project === null ? [] : [{ kind: 'project', id: project.id, name: wanted.project.name }]
    case 'add_role':
      return project?.roles.includes(action.role) === true
        ? [{ kind: 'role', projectId: project.id, key: action.role }]
        : []
    case 'create_application': {
      const there = found.applications[action.app]
      const name = wanted.applications.find(({ app }) => app === action.app)?.name ?? ''
      return project === null || there === undefined
        ? []
        : [{ kind: 'application', projectId: project.id, id: there.id, name }]
    }
    case 'create_login_client':
      return loginClient === null
        ? []
        : [{ kind: 'user', id: loginClient.id, name: wanted.loginClient.userName }]
    case 'set_login_client_role':
      return loginClient !== null && action.instead.length === 0 && loginClient.roles.length > 0
        ? [{ kind: 'administrator', userId: loginClient.id }]
        : []
    case 'create_credential':
      return newKeys(action.of, pending.keys, found)
    default:
      return []
  }
}

function newKeys(
  of: Extract<Action, { do: 'create_credential' }>['of'],
  before: readonly string[],
  { project, loginClient, applications }: Found,
): readonly Made[] {
  const isNew = (id: string): boolean => !before.includes(id)
  if (of === 'login_client')
    return loginClient === null
      ? []
      : loginClient.keys.filter(isNew).map((id) => ({ kind: 'user_key', userId: loginClient.id, id }))
  const application = applications[of]
  return project === null || application === undefined
    ? []
    : application.keys.filter(isNew).map((id) => ({
        kind: 'application_key',
        projectId: project.id,
        applicationId: application.id,
        id,
      }))
}
