import { type Folder, hashOf } from './folder.ts'
import { type ProjectContent, type Removal, type RemovalPlan, removalOf } from './removal.ts'
import { loadState, type Made, type State, saveState, stateFile } from './state.ts'
import { AlreadyGone, type ZitadelAdmin } from './zitadel-admin.ts'
import { CommandError } from '../exit-codes.ts'

export interface RemovalDeps {
  readonly issuer: string
  readonly admin: ZitadelAdmin
  readonly folder: Folder
  readonly onDone: (removal: Removal | { readonly kind: 'file'; readonly name: string }) => void
}

export interface PreparedRemoval extends RemovalPlan {
  readonly state: State
  /** Files that are as they were written. */
  readonly files: readonly string[]
}

/** Finds out what a set-up made that is still there. Changes nothing. */
export async function prepareRemoval({ issuer, admin, folder }: RemovalDeps): Promise<PreparedRemoval> {
  const state = await loadState(folder)
  if (state === null)
    throw new CommandError('input', `there is no ${stateFile} in ${folder.path}: no set-up wrote to it`)
  if (state.issuer !== issuer)
    throw new CommandError('configuration', `${folder.path} belongs to a set-up at ${state.issuer}`)
  const contents = new Map<string, ProjectContent>()
  for (const projectId of new Set(state.made.flatMap(projectOf))) {
    const content = await contentOf(projectId, admin)
    if (content !== null) contents.set(projectId, content)
  }
  const { removals, left } = removalOf(state.made, contents)
  const files: string[] = []
  const kept: string[] = []
  for (const [name, hash] of Object.entries(state.files)) {
    const text = await folder.read(name)
    if (text === null) continue
    if (hashOf(text) === hash) files.push(name)
    else kept.push(`${name}: it was changed since it was written`)
  }
  return { state, removals, files, left: [...left, ...kept] }
}

const projectOf = (made: Made): string[] =>
  made.kind === 'project' ? [made.id] : 'projectId' in made ? [made.projectId] : []

async function contentOf(projectId: string, admin: ZitadelAdmin): Promise<ProjectContent | null> {
  if (!(await admin.hasProject(projectId))) return null
  const [applications, roles] = await Promise.all([
    admin.applicationIds(projectId),
    admin.projectRoles(projectId),
  ])
  return { applications, roles }
}

/** Removes it, files last: a run that ends anywhere can be repeated. What is gone already counts as removed. */
export async function runRemoval(prepared: PreparedRemoval, deps: RemovalDeps): Promise<void> {
  const { admin, folder, onDone } = deps
  let { state } = prepared
  for (const removal of prepared.removals) {
    await remove(removal, admin).catch((error: unknown) => {
      if (!(error instanceof AlreadyGone)) throw error
    })
    state = { ...state, made: state.made.filter((one) => one !== removal) }
    await saveState(folder, state)
    onDone(removal)
  }
  for (const name of prepared.files) {
    await folder.remove(name)
    onDone({ kind: 'file', name })
  }
  await folder.remove(stateFile)
  await folder.removeIfEmpty()
}

function remove(removal: Removal, admin: ZitadelAdmin): Promise<unknown> {
  switch (removal.kind) {
    case 'project':
      return admin.deleteProject(removal.id)
    case 'role':
      return admin.removeRole(removal.projectId, removal.key)
    case 'application':
      return admin.deleteApplication(removal.projectId, removal.id)
    case 'application_key':
      return admin.deleteApplicationKey(removal.projectId, removal.applicationId, removal.id)
    case 'user':
      return admin.deleteUser(removal.id)
    case 'user_key':
      return admin.deleteUserKey(removal.userId, removal.id)
    case 'administrator':
      return admin.deleteAdministrator(removal.userId)
  }
}
