import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const login = 'packages/login'
const gateway = 'packages/gateway'

/** What is left of a password or a code in our own memory when it was used. */
export const residue: Area = {
  name: 'residue',
  tests: [
    `${login}/test/secrets`,
    `${login}/src/zitadel/json-bytes`,
    `${gateway}/src/http/octet-body`,
    `${gateway}/src/http/json-bytes`,
    `${gateway}/test/login.test`,
    'packages/cli/test/residue',
  ],
  rules: [
    ...inFile(
      `${login}/src/work-on-attempt.ts`,
      [`${login}/test/secrets`],
      [
        [
          'the engine keeps a password that was used (NO-RESIDUE)',
          "zeroize(proof.method === 'totp' ? proof.code : proof.password)",
          '',
        ],
      ],
    ),
    ...inFile(
      `${login}/src/zitadel/api.ts`,
      [`${login}/test/secrets`],
      [
        [
          'the body that went to ZITADEL keeps the password (NO-RESIDUE)',
          'if (body !== undefined) zeroize(body)',
          '',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/src/http/octet-body.ts`,
      [`${gateway}/src/http/octet-body`],
      [['the body that came keeps the password (NO-RESIDUE)', 'body.fill(0)', 'void body']],
    ),
    ...inFile(
      `${gateway}/src/http/read-body.ts`,
      [`${gateway}/src/http/octet-body`],
      [['the pieces of a body keep the password (NO-RESIDUE)', 'chunk.fill(0)', 'void chunk']],
    ),
    ...inFile(
      `${gateway}/src/http/json-bytes.ts`,
      [`${gateway}/src/http/json-bytes`],
      [
        [
          'the text that was read out of a body keeps the password (NO-RESIDUE)',
          "if (member.kind === 'text') member.octets.fill(0)",
          'void member',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/src/http/login-routes.ts`,
      [`${gateway}/test/login.test`],
      [
        [
          'the route keeps a password that the engine did not come to (NO-RESIDUE)',
          ";(proof.method === 'password' ? proof.password : proof.code).fill(0)",
          '',
        ],
      ],
    ),
  ],
}
