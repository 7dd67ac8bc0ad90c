import { type Invariant, invariants, laterInvariants } from './invariant-table.ts'

/** `docs/invariants.md`, from the table of promises. */
export function invariantsDocument(): string {
  return [
    '# Invariants',
    '',
    'What holds at every moment, whatever fails, races or attacks. For each: the promise, where it is held, the tests that prove it, and the rules that were broken on purpose to see these tests fail.',
    '',
    '`npm test` runs the tests. `npm run break-rules` changes the source as each row says, one row at a time, and names the test that catches it; `--area NAME` runs one file of rows. A test keeps this page true: every file, title and row on it exists.',
    '',
    '| invariant | in this version |',
    '| --- | --- |',
    ...invariants.map(
      ({ name, missing }) => `| ${linkTo(name)} | ${missing === undefined ? 'yes' : 'in part'} |`,
    ),
    ...laterInvariants.map(({ name }) => `| ${linkTo(name)} | no |`),
    '',
    ...invariants.flatMap(sectionOf),
    ...laterInvariants.flatMap(({ name, promise, missing }) => [
      `## ${name}`,
      '',
      promise,
      '',
      `**Not in this version.** ${missing}`,
      '',
    ]),
    ...crashSection,
  ].join('\n')
}

const linkTo = (name: string): string => `[${name}](#${name.toLowerCase()})`
const fileLink = (file: string): string => `[\`${file}\`](../${file})`

function sectionOf({ name, promise, missing, held, tests, broken }: Invariant): readonly string[] {
  return [
    `## ${name}`,
    '',
    promise,
    '',
    ...(missing === undefined ? [] : [`**Not in this version:** ${missing}`, '']),
    '| held in | how |',
    '| --- | --- |',
    ...held.map(([file, how]) => `| ${fileLink(file)} | ${how} |`),
    '',
    '| proven by | test |',
    '| --- | --- |',
    ...tests.map(([file, title]) => `| ${fileLink(file)} | ${title} |`),
    '',
    '| area | broken, and caught |',
    '| --- | --- |',
    ...broken.map(([area, rule]) => `| \`${area}\` | ${rule} |`),
    '',
  ]
}

const crashSection = [
  '## What a crash leaves behind',
  '',
  'Tests of single rules do not show that nothing was forgotten. `npm run crash` ([`packages/gateway/test/crash`](../packages/gateway/test/crash)) plays one day of a user with a real gateway process, a real SQLite file and the local ZITADEL: a wrong password, a login with a second factor, a proxied call, a renewal, another user in the same browser, a login that is given up, a log-out. It first plays it whole and notes every point at which something could go wrong:',
  '',
  '| point | mishaps |',
  '| --- | --- |',
  '| before and after each write to the store | the process is killed |',
  '| before and after each call to ZITADEL | the process is killed; or the answer is lost and the process lives on |',
  '',
  'Then it plays the day again for each mishap, starts the gateway anew, and asks ZITADEL itself about everything that it ever gave out: five minutes later, when all of that would still live if nobody ended it, and an hour later, when every login is over. Clean means: no ZITADEL session and no access token lives that no record of the gateway answers for, no refresh token was given out, no authorization request that the gateway knew of is open, no cookie that was ended opens anything, no attempt of before takes a proof, and the user can log in. `--list` names the mishaps, `--only TEXT` plays some of them.',
  '',
  '<!-- recorded -->',
  'On 2026-11-27: 498 mishaps at 364 points (the process killed at each, the answer lost at 134 of them); nothing was left alive.',
  '',
] as const
