import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/local-zitadel/src'
const test = 'packages/local-zitadel/test'

const { inFile } = inFolder(src)

/** What the local ZITADEL keeps and forgets, who may read it, and what its switches promise. */
export const localState: Area = {
  name: 'local-state',
  tests: [
    `${test}/persistence`,
    `${test}/read-lag`,
    `${test}/inspect`,
    `${src}/state/`,
    `${src}/services/check-password`,
    `${src}/crypto/jwe`,
  ],
  rules: [
    ...inFile('state/open-state-file.ts', `${test}/persistence`, [
      [
        'everybody on the machine can read the state file',
        "closeSync(openSync(path, 'a', 0o600))\n    chmodSync(path, 0o600)",
        "closeSync(openSync(path, 'a', 0o644))",
      ],
      ['two servers share a data folder', 'locking_mode = EXCLUSIVE', 'locking_mode = NORMAL'],
      [
        'a file of another program is taken for ours',
        "read('application_id') !== applicationId || read('user_version') !== version",
        'false',
      ],
      ['an older data folder is passed over', 'existsSync(join(folder, oldFile))', 'false'],
    ]),
    ...inFile('state/sqlite-state-store.ts', `${test}/persistence`, [
      [
        'an account is answered before it is on disk',
        "if (accountsWait && database.isOpen) write('FULL')",
        '',
      ],
      ['what is gone comes back', 'removeOthers.run(map, JSON.stringify([...entities.keys()]))', ''],
    ]),
    ...inFile('state/prune.ts', `${src}/state/prune`, [
      [
        'a living session is forgotten',
        'session.expiresAt ?? Number.POSITIVE_INFINITY',
        'session.expiresAt ?? session.changedAt',
      ],
      ['a session is forgotten before its tokens', '!named.has(session.id) && ', ''],
      [
        'a code that could still be exchanged is forgotten',
        "return !sessions.has(request.linked?.sessionId ?? '')",
        'return age >= endedRetentionMs',
      ],
    ]),
    ...inFile('start-local-zitadel.ts', `${test}/persistence`, [
      ['a start that failed keeps the data folder', 'await end()\n    throw error', 'throw error'],
    ]),
    ...inFile('services/check-password.ts', `${src}/services/check-password`, [
      [
        'racing failures overrun the lockout limit',
        "if (isLocked(user)) throw ApiError.of('COMMAND-SFA3t'",
        "if (false) throw ApiError.of('COMMAND-SFA3t'",
      ],
      ['the tarpit holds back although it is off', 'behaviour.tarpit ? ', 'true ? '],
      [
        'a locked user costs the time of a hash',
        "if (isLocked(user)) throw ApiError.of('COMMAND-JLK35', { failedAttempts: human?.passwordFailures ?? 0 })",
        '',
      ],
    ]),
    ...inFile('services/session/find-checked-user.ts', `${test}/read-lag`, [
      ['a login name is looked up in the past', 'if (user !== undefined) readSide.catchUp(user)', ''],
    ]),
    ...inFile('crypto/jwe.ts', `${src}/crypto/jwe`, [
      [
        'an opaque token has more than one spelling',
        "if (bytes.toString('base64url') !== text) throw new TypeError('no base64url')",
        '',
      ],
      [
        'the header of an opaque token may be changed',
        "additional: Buffer.from(header, 'ascii'),",
        'additional: empty,',
      ],
      [
        'an opaque token may have a shorter tag',
        'createSecretKey(key), sealed.iv, {\n    authTagLength: sizes.tag,\n  })',
        'createSecretKey(key), sealed.iv)',
      ],
    ]),
  ],
}
