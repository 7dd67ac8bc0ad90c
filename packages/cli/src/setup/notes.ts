import type { Found, WrittenFile } from './found.ts'
import { credentialFiles, writtenFiles } from './written-files.ts'
import type { Wanted } from './wanted.ts'

/** What a person must know beside the plan: what is left as it is though it is not as it would be made. */
export function notesOf(wanted: Wanted, found: Found): readonly string[] {
  return [
    ...inactive(wanted, found),
    ...otherKeys(wanted, found),
    ...replacedSecret(found),
    ...edited(wanted, found),
  ]
}

const inactive = ({ applications }: Wanted, found: Found): string[] =>
  applications
    .filter(({ app }) => found.applications[app]?.isActive === false)
    .map(({ name }) => `${name} is deactivated at ZITADEL, and stays so`)

/** A key whose file was lost, or that another deployment has. */
function otherKeys({ applications, loginClient }: Wanted, found: Found): string[] {
  const owners: (readonly [string, readonly string[]])[] = [
    ...applications.map(({ app, name }) => [name, found.applications[app]?.keys ?? []] as const),
    [loginClient.userName, found.loginClient?.keys ?? []],
  ]
  return owners.flatMap(([name, keys]) => {
    const others = keys.filter((id) => !found.keysInFiles.includes(id))
    if (others.length === 0) return []
    return [
      `${name} has ${others.length === 1 ? 'a key that is' : 'keys that are'} in no file here (${others.join(', ')}): remove what nobody uses`,
    ]
  })
}

const replacedSecret = ({ credentials, applications }: Found): string[] =>
  credentials.api !== 'works' && credentials.api !== undefined && applications.api !== undefined
    ? [`${credentialFiles.api} is lost or does not work: the new secret ends the one before at once`]
    : []

/** A file that somebody changed is his; only what set-up knows better is said. */
function edited(wanted: Wanted, found: Found): string[] {
  const should = writtenFiles(wanted, found)
  return (Object.keys(should) as WrittenFile[]).flatMap((file) => {
    const there = found.files[file]
    const text = should[file]
    if (there.state !== 'edited' || text === null) return []
    const own: unknown = JSON.parse(text)
    const differs = Object.keys(own as object).filter(
      (name) => valueAt(there.text, name) !== valueAt(text, name),
    )
    const settings = differs.filter((name) => deciding.includes(name))
    return settings.length === 0
      ? []
      : [
          `${file} was changed by hand and is left alone, but its ${settings.join(', ')} would be written differently`,
        ]
  })
}

/** What the rest of a deployment must agree with. */
const deciding = ['publicOrigin', 'issuer', 'projectId', 'clientKey', 'loginClient', 'applications']

function valueAt(text: string, name: string): string | undefined {
  try {
    return JSON.stringify((JSON.parse(text) as Record<string, unknown>)[name])
  } catch {
    return undefined
  }
}
