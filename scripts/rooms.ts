/**
 * Who may import whom. `npm run check` reads these tables, follows every import of every file, and prints the reason of the
 * room that was left when it finds another one.
 */

export interface Room {
  /** Folder from the repository's root. */
  readonly folder: string
  /** Rooms that its `src` may import. */
  readonly imports: readonly string[]
  readonly because: string
}

export const rooms: Readonly<Record<string, Room>> = {
  protocol: {
    folder: 'packages/protocol',
    imports: [],
    because: 'what the RFCs say depends on nothing of ours',
  },
  store: {
    folder: 'packages/store',
    imports: [],
    because: 'a store does not know what it keeps',
  },
  browser: {
    folder: 'packages/browser',
    imports: [],
    because: 'the page gets a few kilobytes and nothing of the server',
  },
  guard: {
    folder: 'packages/guard',
    imports: ['protocol'],
    because: 'an API that is protected does not carry a login engine',
  },
  login: {
    folder: 'packages/login',
    imports: ['protocol', 'store'],
    because: 'the engine knows neither cookies nor routes',
  },
  gateway: {
    folder: 'packages/gateway',
    imports: ['protocol', 'store', 'login'],
    because: 'the only program that faces the internet uses the engine, never the local server',
  },
  'local-zitadel': {
    folder: 'packages/local-zitadel',
    imports: ['protocol'],
    because: 'types only: it shares no code with login, so that both cannot share a misreading',
  },
  testkit: {
    folder: 'packages/testkit',
    imports: ['protocol', 'store'],
    because: 'it stands beside what ships and is never imported by it',
  },
  cli: {
    folder: 'packages/cli',
    imports: ['protocol', 'store', 'login', 'gateway', 'local-zitadel'],
    because: 'the composition root of the command may use everything that ships',
  },
  'newsroom-api': {
    folder: 'examples/newsroom/api',
    imports: ['guard'],
    because: 'an example shows what a user would write',
  },
  'newsroom-web': {
    folder: 'examples/newsroom/web',
    imports: ['browser'],
    because: 'an example shows what a user would write',
  },
  'newsroom-web-server': {
    folder: 'examples/newsroom/web-server',
    imports: [],
    because: 'a server of static files knows nothing of ours',
  },
}

/** Imports that may only be of types. */
export const typesOnly: readonly (readonly [from: string, to: string])[] = [['local-zitadel', 'protocol']]

/** Rooms that nothing shipped may import; tests may. */
export const forTestsOnly: readonly string[] = ['testkit', 'local-zitadel']

/** What tests may import: everything, except that a room's own tests never reach into another room behind its door. */
export const tests = {
  imports: Object.keys(rooms),
  because: 'tests use the real parts, through their doors',
} as const

/** Folders that hold programs of the repository itself, and what they may import. */
export const grounds: Readonly<
  Record<string, { readonly imports: readonly string[]; readonly because: string }>
> = {
  scripts: { imports: Object.keys(rooms), because: 'checks and generators look at everything' },
  e2e: { imports: Object.keys(rooms), because: 'a browser through all of it' },
  fidelity: {
    imports: ['local-zitadel', 'testkit'],
    because: 'compares the local server with recordings, and knows nothing else',
  },
  bench: { imports: Object.keys(rooms), because: 'measures the real parts' },
}

/**
 * Files that may touch the ambient world (clock, randomness, network, environment, console): composition roots, and the
 * testkit. Everything else receives what it uses.
 */
export const compositionRoots: readonly string[] = [
  'packages/cli/src/',
  'packages/local-zitadel/src/start-local-zitadel.ts',
  'packages/local-zitadel/src/testing/',
  'packages/testkit/src/',
  'examples/newsroom/api/src/main.ts',
  'examples/newsroom/web/src/',
  'examples/newsroom/web-server/src/main.ts',
  'packages/browser/src/',
]
