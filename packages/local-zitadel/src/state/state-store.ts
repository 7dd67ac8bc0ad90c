import { DataFolderError, readDataFile, writeDataFile } from './data-files.ts'
import type { Instance } from './model.ts'
import { parseState, stringifyState } from './state-json.ts'

/** What lasts between starts. */
export interface Kept {
  readonly instance: Instance
  readonly lastId: string
  /** What only the maker of the seed knows: tokens, passwords, keys. */
  readonly seeded: unknown
}

export interface StateStore {
  load(): Promise<Kept | undefined>
  changed(what: 'accounts' | 'logins'): void
  /** Resolves when every account change so far is on disk. Logins follow within a moment and at the end. */
  kept(): Promise<void>
  close(): Promise<void>
}

const version = 1
const accountsFile = 'accounts.json'
const loginsFile = 'logins.json'
const loginsDelayMs = 250

type Snapshot = () => Kept

/** Keeps nothing: a server without a data folder. */
export function memoryStateStore(): StateStore {
  return { load: async () => undefined, changed: () => {}, kept: async () => {}, close: async () => {} }
}

/**
 * Keeps the state in two files of a folder: accounts (users, keys, policies …), written before the answer to the call that changed
 * them, and logins (sessions, auth requests, tokens), which change with every call and are written shortly after. A crash can cost the
 * last logins, never an account.
 */
export function fileStateStore(folder: string, snapshot: Snapshot): StateStore {
  let accountsChanged = false
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let loginsChanged = false

  const writeAccounts = async () => {
    while (accountsChanged) {
      accountsChanged = false
      await writeDataFile(folder, accountsFile, accountsText(snapshot()))
    }
  }
  const writeLogins = async () => {
    if (!loginsChanged) return
    loginsChanged = false
    await writeDataFile(folder, loginsFile, loginsText(snapshot().instance))
  }
  let loginsWriting = Promise.resolve()
  const kept = async (): Promise<void> => {
    if (!accountsChanged && writing === undefined) return
    writing ??= writeAccounts().finally(() => {
      writing = undefined
    })
    await writing
    // A change that came while the last write was under way.
    await kept()
  }
  return {
    load: () => load(folder),
    changed(what) {
      if (what === 'accounts') accountsChanged = true
      loginsChanged = true
      timer ??= setTimeout(() => {
        timer = undefined
        loginsWriting = loginsWriting.then(writeLogins).catch(() => {
          loginsChanged = true
        })
      }, loginsDelayMs).unref()
    },
    kept,
    async close() {
      if (timer !== undefined) clearTimeout(timer)
      await kept()
      await loginsWriting
      await writeLogins()
    },
  }
}

function accountsText({ instance, lastId, seeded }: Kept): string {
  const { sessions, authRequests, oidcSessions, ...accounts } = instance
  void [sessions, authRequests, oidcSessions]
  return stringifyState({ version, lastId, seeded, accounts })
}

function loginsText({ sessions, authRequests, oidcSessions }: Instance): string {
  return stringifyState({ version, sessions, authRequests, oidcSessions })
}

async function load(folder: string): Promise<Kept | undefined> {
  const text = await readDataFile(folder, accountsFile)
  if (text === undefined) return undefined
  const accounts = parsed<{ version: number; lastId: string; seeded: unknown; accounts: Instance }>(
    text,
    accountsFile,
  )
  const loginsJson = await readDataFile(folder, loginsFile)
  const none = { sessions: new Map(), authRequests: new Map(), oidcSessions: new Map() }
  const logins = loginsJson === undefined ? none : parsed<typeof none>(loginsJson, loginsFile)
  const { sessions, authRequests, oidcSessions } = logins
  const instance: Instance = { ...accounts.accounts, sessions, authRequests, oidcSessions }
  return { instance, lastId: accounts.lastId, seeded: accounts.seeded }
}

/** Files of this server's own making are trusted in their shape once the version is right; the folder is the user's alone. */
function parsed<Content extends object>(text: string, name: string): Content {
  let content: unknown
  try {
    content = parseState(text)
  } catch (error) {
    throw new DataFolderError(`${name} in the data folder is damaged; remove it to begin anew`, {
      cause: error,
    })
  }
  if (
    typeof content !== 'object' ||
    content === null ||
    !('version' in content) ||
    content.version !== version
  ) {
    throw new DataFolderError(`${name} in the data folder is of another version; remove it to begin anew`)
  }
  return content as Content
}
