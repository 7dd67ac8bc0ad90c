import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.ts'

const forbidden: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/(?<![\w./-])\/(?:root|home)\/\w/, 'a path of one machine'],
  [/grant_type['"]?\s*[:=]\s*['"]password['"]/, 'the password grant is neither sent nor accepted (CRED-1)'],
  [/-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\n[A-Za-z0-9+/]{40}/, 'a private key (KEY-1)'],
  [/\bas (?:unknown as )?SufficientAttempt\b/, 'only the sufficiency check makes a SufficientAttempt'],
]

/** Lines that no file of the project may hold. Tests may name what they refuse. */
export function checkWords(): readonly string[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && path !== 'scripts/checks/words.ts' && !/\.(png|svg|ico)$/.test(path))
  return files.flatMap((path) => {
    const text = read(path)
    const inTests = /\.test\.tsx?$|\/test\//.test(path)
    return forbidden
      .filter(([pattern, why]) => pattern.test(text) && !(inTests && why.includes('CRED-1')))
      .map(([, why]) => `${path}: ${why}`)
  })
}

function read(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return ''
  }
}
