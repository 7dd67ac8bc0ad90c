import { isJsonObject } from '@postern/protocol'

/** A file that a configuration names, and what it must be. */
export interface NamedFile {
  readonly setting: string
  readonly file: string
  readonly kind: 'application_key' | 'service_account_key' | 'secret' | 'store' | 'folder'
}

/**
 * The files that a configuration names, as far as it can be understood: what is wrong in it elsewhere does not keep them from being looked
 * at, so that everything can be told at once.
 */
export function namedFiles(configuration: unknown): readonly NamedFile[] {
  const root = objectOf(configuration)
  const loginClient = objectOf(root['loginClient'])
  const { deploymentKeys } = root
  const all: (readonly [string, unknown, NamedFile['kind']])[] = [
    ['clientKey', objectOf(root['clientKey'])['file'], 'application_key'],
    ['loginClient.key', objectOf(loginClient['key'])['file'], 'service_account_key'],
    ['loginClient.token', objectOf(loginClient['token'])['file'], 'secret'],
    ...(Array.isArray(deploymentKeys) ? deploymentKeys : []).map(
      (key: unknown, index) => [`deploymentKeys[${index}]`, objectOf(key)['file'], 'secret'] as const,
    ),
    ['store', objectOf(root['store'])['file'], 'store'],
    ['app.directory', objectOf(root['app'])['directory'], 'folder'],
  ]
  return all.flatMap(([setting, file, kind]) =>
    typeof file === 'string' && file !== '' ? [{ setting, file, kind }] : [],
  )
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (isJsonObject(value) ? value : {})
