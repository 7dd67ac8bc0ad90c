import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/cli/src'
const test = 'packages/cli/test'

const { inFile } = inFolder(src)

/** What a set-up may change, write and show, and what a login from a terminal leaves behind. */
export const settingUp: Area = {
  name: 'set-up',
  tests: [`${src}/setup/`, `${src}/prompts`, `${test}/setup`, `${test}/check-config`, `${test}/login`],
  rules: [
    ...inFile('setup/application-configuration.ts', `${src}/setup/`, [
      [
        'an update resets what it leaves out (contract 12.2)',
        '...Object.fromEntries(kept.map((name) => [name, found[name]])), ',
        '',
      ],
    ]),
    ...inFile('setup/plan.ts', `${src}/setup/`, [
      ['a key file that works is replaced', "file === 'works' ? []", 'file === null ? []'],
      ['a configuration that somebody changed is written over', "there.state === 'edited' || ", ''],
      ['a login client keeps its other roles (JWTB-6)', 'roles.length === 1 && roles[0]', 'roles[0]'],
    ]),
    ...inFile('setup/removal.ts', `${src}/setup/`, [
      [
        'a project is removed with what others have put into it',
        'applications.length === 0 && roles.length === 0',
        'applications.length + roles.length >= 0',
      ],
    ]),
    ...inFile('setup/run-setup.ts', `${test}/setup`, [
      ['what a lost answer made is nobody’s', 'pending: { action, keys: keysOf(found) }', 'pending: null'],
      [
        'a folder of another set-up is used',
        'state.issuer !== wanted.issuer || state.name !== wanted.project.name',
        'state.issuer !== wanted.issuer',
      ],
    ]),
    ...inFile('setup/perform.ts', `${test}/setup`, [
      ['a file that does not work is lost', "if (found.credentials[of] === 'broken') ", 'if (false) '],
    ]),
    ...inFile('setup/folder.ts', `${test}/setup`, [
      ['others can read the keys (KEY-1)', "open(draft, 'wx', 0o600)", "open(draft, 'wx', 0o644)"],
    ]),
    ...inFile('setup/run-removal.ts', `${test}/setup`, [
      ['a file that was changed is removed', 'hashOf(text) === hash', 'hashOf(text) !== null'],
    ]),
    ...inFile('check/check-files.ts', `${test}/check-config`, [
      ['a file that others can write is good (KEY-1)', '(found.mode & 0o022) !== 0', 'false'],
      ['a key that has ended is good', 'const isOver = expiresAt <= now()', 'const isOver = expiresAt <= 0'],
    ]),
    ...inFile('prompts.ts', `${src}/prompts`, [
      ['what was typed stays in memory (NO-RESIDUE)', '        chunk.fill(0)\n', ''],
      ['a password is seen while it is typed', 'if (isRaw) input.setRawMode?.(true)', ''],
    ]),
    ...inFile('commands/login.ts', `${test}/login`, [
      ['a session stays behind', 'await inCommandWords(() => engine.end(finished.zitadelSessionId))', ''],
    ]),
    {
      name: 'a credential is sent before the issuer has said that it is the one (DISC-1)',
      file: 'packages/login/src/zitadel/service-caller.ts',
      find: 'if (known === undefined) await discovery()',
      replace: '',
      nearest: [`${test}/setup`],
    },
  ],
}
