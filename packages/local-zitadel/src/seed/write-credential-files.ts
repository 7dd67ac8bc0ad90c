import type { Seeded } from '../local-zitadel.ts'
import { writeDataFile } from '../state/data-files.ts'

/**
 * Writes what a seed made as files of mode 600: `admin.pat`, `admin-key.json` and `login-client.pat` with a newline at the end as
 * ZITADEL's first-instance set-up does (contract 12.5), and where there are any `login-client-key.json`, `<application>-key.json`,
 * `<application>-secret.json`, `users.json`, and `applications.json` with what of all of them is no secret.
 */
export async function writeCredentialFiles(seeded: Seeded, folder: string): Promise<void> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  const files: [name: string, text: string][] = [
    ['admin.pat', `${seeded.adminPat}\n`],
    ['admin-key.json', json(seeded.adminKey)],
    ['login-client.pat', `${seeded.loginClientPat}\n`],
  ]
  if (seeded.loginClientKey !== null) files.push(['login-client-key.json', json(seeded.loginClientKey)])
  for (const { name, key, clientId, clientSecret, appId, projectId } of seeded.applications) {
    const file = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^\.+/, '')
    if (key !== undefined) files.push([`${file}-key.json`, json(key)])
    if (clientSecret !== undefined)
      files.push([`${file}-secret.json`, json({ appId, clientId, clientSecret, projectId })])
  }
  if (seeded.applications.length > 0) {
    const known = seeded.applications.map(({ name, projectId, appId, clientId }) => ({
      name,
      projectId,
      appId,
      clientId,
    }))
    files.push(['applications.json', json(known)])
  }
  if (seeded.users.length > 0) files.push(['users.json', json(seeded.users)])
  for (const [name, text] of files) await writeDataFile(folder, name, text)
}
