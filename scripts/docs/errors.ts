import { exitCodes } from '../../packages/cli/src/exit-codes.ts'
import { gatewayErrors } from '@postern/gateway'
import { guardErrors, guardReasons } from '@postern/guard'
import { loginErrors } from '@postern/login'
import { protocolErrors } from '@postern/protocol'
import { storeErrors } from '@postern/store'

interface Row {
  readonly status: number
  readonly title: string
  readonly remedy?: string
}

const tables: readonly (readonly [heading: string, about: string, table: Readonly<Record<string, Row>>])[] = [
  [
    'Login',
    '`LoginError` of `@postern/login`: what goes wrong while somebody logs in, or while a session is renewed.',
    loginErrors,
  ],
  ['Gateway', '`GatewayError` of `@postern/gateway`: what the HTTP edge itself refuses.', gatewayErrors],
  ['Guard', '`GuardError` of `@postern/guard`: what an API answers.', guardErrors],
  ['Store', '`StoreError` of `@postern/store`. The remedy is for whoever runs the program.', storeErrors],
  [
    'Protocol',
    '`ProtocolError` of `@postern/protocol`: an answer that is not what its RFC says.',
    protocolErrors,
  ],
]

/** `docs/errors.md`, from the tables that the packages use. */
export function errorsDocument(): string {
  return [
    '# Errors',
    '',
    'Every error is a row of one table in its package, told apart by its code. Status and title are all that a browser learns (RFC 9457); the detail stands in the log, under the same `correlation`.',
    '',
    ...tables.flatMap(([heading, about, table]) => [`## ${heading}`, '', about, '', ...rowsOf(table), '']),
    '## Reasons of the guard',
    '',
    'What the log of an API says beside the code.',
    '',
    '| reason | code |',
    '| --- | --- |',
    ...Object.entries(guardReasons).map(([reason, code]) => `| \`${reason}\` | ${code} |`),
    '',
    '## Exit codes of `postern`',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...Object.values(exitCodes).map(({ code, meaning }) => `| ${code} | ${meaning} |`),
    '',
  ].join('\n')
}

function rowsOf(table: Readonly<Record<string, Row>>): readonly string[] {
  const withRemedy = Object.values(table).some(({ remedy }) => remedy !== undefined)
  return [
    withRemedy ? '| code | status | title | remedy |' : '| code | status | title |',
    withRemedy ? '| --- | --- | --- | --- |' : '| --- | --- | --- |',
    ...Object.entries(table).map(
      ([code, { status, title, remedy }]) =>
        `| \`${code}\` | ${status} | ${title} |${withRemedy ? ` ${remedy ?? ''} |` : ''}`,
    ),
  ]
}
