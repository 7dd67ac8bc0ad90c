import { claimed, firstState, loadState, type Made, type State, saveState, withFile } from './state.ts'
import { CommandError } from '../exit-codes.ts'
import type { Found } from './found.ts'
import { notesOf } from './notes.ts'
import { type PerformDeps, perform } from './perform.ts'
import { type Action, planOf } from './plan.ts'
import { type ReadFoundDeps, readFound } from './read-found.ts'
import { AlreadyThere } from './zitadel-admin.ts'

export type SetupDeps = PerformDeps &
  ReadFoundDeps & {
    readonly wait: (ms: number) => Promise<void>
    /** Asked between two actions. */
    readonly isStopAsked: () => boolean
    readonly onDone: (action: Action, found: Found) => void
  }

/** What is to be done, and what it was found out from. */
export interface Prepared {
  readonly state: State
  readonly found: Found
  readonly plan: readonly Action[]
  readonly notes: readonly string[]
}

/** Reads lag behind writes by some 80 ms (contract 12); nothing seen after so long is not there. */
const lagMs = 500
const mostTries = 10

/** Looks at what there is, and plans. Changes nothing. */
export async function prepareSetup(deps: SetupDeps): Promise<Prepared> {
  const { wanted, folder, wait } = deps
  const state = (await loadState(folder)) ?? firstState(wanted)
  if (state.issuer !== wanted.issuer || state.name !== wanted.project.name)
    throw new CommandError(
      'configuration',
      `${folder.path} belongs to the set-up ${state.name} at ${state.issuer}: choose another --out`,
    )
  // The answer of the last run was lost: what it made may not be seen yet.
  if (state.pending !== null) await wait(lagMs)
  const found = await readFound(wanted, state, deps)
  return { state, found, plan: planOf(wanted, found), notes: notesOf(wanted, found) }
}

/** How far a set-up came. */
export interface Progress {
  readonly done: readonly Action[]
  readonly left: readonly Action[]
  /** Why it went no further. */
  readonly error: unknown
}

/**
 * Does what is planned, one action after the other. Before each, the state says what is about to be done, and afterwards whose it is: a
 * run that ends anywhere is gone on with by the next, which makes nothing twice.
 *
 * Resolves with how far it came; nothing is left where all went well.
 */
export async function runSetup(prepared: Prepared, deps: SetupDeps): Promise<Progress> {
  const { wanted, folder, wait, onDone } = deps
  let { state, found, plan } = prepared
  const done: Action[] = []
  let tries = 0
  const keep = async (next: State): Promise<void> => {
    state = next
    await saveState(folder, next)
  }
  try {
    const claims = claimed(state, wanted, found)
    if (plan.length > 0 || claims.length > 0)
      await keep({ ...state, pending: null, made: together(state.made, claims) })
    for (let action = plan[0]; action !== undefined; action = plan[0]) {
      if (deps.isStopAsked()) throw new CommandError('unfinished', 'it was asked to stop')
      await keep({ ...state, pending: { action, keys: keysOf(found) } })
      try {
        const { made, wrote, ...next } = await perform(action, found, deps)
        const known = wrote.reduce((each, { file, text }) => withFile(each, file, text), state)
        await keep({ ...known, pending: null, made: together(state.made, made) })
        onDone(action, found)
        found = next.found
        done.push(action)
        plan = plan.slice(1)
      } catch (error) {
        if (!(error instanceof AlreadyThere) || ++tries > mostTries) throw error
        await keep({ ...state, pending: null })
        await wait(lagMs)
        found = await readFound(wanted, state, deps)
        plan = planOf(wanted, found)
      }
    }
    return { done, left: [], error: null }
  } catch (error) {
    return { done, left: plan, error }
  }
}

const together = (made: readonly Made[], more: readonly Made[]): readonly Made[] => {
  const known = new Set(made.map((one) => JSON.stringify(one)))
  return [...made, ...more.filter((one) => !known.has(JSON.stringify(one)))]
}

const keysOf = ({ applications, loginClient }: Found): readonly string[] => [
  ...Object.values(applications).flatMap(({ keys }) => keys),
  ...(loginClient?.keys ?? []),
]
