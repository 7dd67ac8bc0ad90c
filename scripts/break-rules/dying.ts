import type { Area, BrokenRule } from './broken-rule.ts'

const rows: readonly (readonly [name: string, file: string, find: string, replace: string])[] = [
  [
    'a session that was created for a process that died lives on',
    'packages/login/src/recover.ts',
    'undoResidue(residue, { search: true }, { driver, end })',
    'undoResidue(residue, { search: false }, { driver, end })',
  ],
  [
    'the session of a login that a process left in the middle lives on (NO-TOKEN-EARLY)',
    'packages/login/src/undo-residue.ts',
    '...(sessionId === null ? [] : [end(sessionId)]), endLost()',
    'endLost()',
  ],
  [
    'an authorization request that a process left is not closed',
    'packages/login/src/undo-residue.ts',
    ', driver.refuse(residue))',
    ')',
  ],
  [
    'what a process left is not looked for',
    'packages/login/src/recover.ts',
    'due.push(...found.filter(({ outer }) => (dueAt(outer) ?? Number.POSITIVE_INFINITY) <= now()))',
    '',
  ],
]

/** A process dies or loses an answer in the middle: nothing is left alive that nobody answers for. `npm run crash` tries every point. */
export const dying: Area = {
  name: 'dying',
  tests: ['packages/gateway/test/crash'],
  rules: rows.map(([name, file, find, replace]): BrokenRule => ({ name, file, find, replace })),
}
