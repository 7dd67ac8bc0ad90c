import { isJsonObject, parseJson } from '@postern/protocol'
import { GuardError } from '../errors.ts'
import { ask } from '../issuer/ask.ts'
import type { MetadataReader } from '../issuer/metadata.ts'
import type { IssuerSettings, Settings } from '../settings.ts'
import { createKeySet, type KeySet } from './key-set.ts'

/** Makes the function that reads the key set from the address in the issuer's metadata and from nowhere else (JOSE-2). */
export function createReadKeys(
  settings: Settings,
  { jwt }: IssuerSettings,
  metadata: MetadataReader,
): () => Promise<KeySet> {
  return async () => {
    const at = settings.now()
    const url = jwt?.jwksUri ?? (await metadata.read()).jwksUri
    const headers = { accept: 'application/json' }
    const { status, body } = await ask(settings, 'guard.keys', url, { headers })
    if (status === 404) metadata.forget()
    if (status !== 200)
      throw new GuardError(
        status >= 400 ? 'issuer_unreachable' : 'answer_unusable',
        `${url} answered ${status}`,
      )
    const document = parseJson(body)
    if (!isJsonObject(document) || !Array.isArray(document['keys']) || !document['keys'].every(isJsonObject))
      throw new GuardError('answer_unusable', `${url}: not a key set`)
    return createKeySet(document['keys'], at)
  }
}
