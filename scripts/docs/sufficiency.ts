import { reasons } from '@postern/login'

/** `docs/sufficiency.md`: what a login must prove, and every reason for which it is refused, from the table that the check uses. */
export function sufficiencyDocument(): string {
  return [
    '# What a login must prove',
    '',
    'ZITADEL checks what a login client sends and leaves it to the login client whether that was enough. Postern reads the facts back and judges them with one pure function, `judge` in `packages/login/src/sufficiency/judge.ts`: each rule is a file in `rules/`, each case a row of',
    '`packages/login/test/fact-table.ts`, and `npm run break-rules` breaks each rule and names the test that catches it.',
    '',
    'The bar: no login that ZITADEL’s own login would refuse may succeed through Postern. What could not be read counts as missing, never as good.',
    '',
    '| rule | in short |',
    '| --- | --- |',
    '| the facts belong together | session, user, methods and settings are of one user and one organization; the session has not expired; the clocks differ by at most a minute |',
    '| the user may log in | a human, active, of an active organization |',
    '| a first factor is proven | a password where the organization allows it, read back from ZITADEL and not older than the password itself. Passkeys and identity providers are judged too; their forms come later |',
    '| it is fresh | within the lifetimes of the policy, and at login within what the application asked for |',
    '| a second factor is proven | where the policy forces one or the user has enrolled one that the policy lists |',
    '| the password need not be changed | neither by order nor by age |',
    '| the e-mail address is verified | unless configured otherwise |',
    '| it is the organization and the user that were asked for | |',
    '',
    'The same function judges renewals and, every `session.policyCheckSeconds`, sessions in use; there the application’s wish for freshness does not count again.',
    '',
    '## Reasons',
    '',
    'They stand in the log and in the audit trail beside the requirement. A browser learns the requirement, and before a first factor is proven not even that.',
    '',
    '| reason | meaning |',
    '| --- | --- |',
    ...Object.entries(reasons).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`),
    '',
  ].join('\n')
}
