import { createHmac } from 'node:crypto'
import { StoreError } from '../errors.ts'
import type { Entry, Store } from '../store.ts'
import { encode } from './base64url.ts'
import { decodeContent, encodeContent } from './content.ts'
import { createKeyRing, type DeploymentKey, type DerivedKeys, indexTerm } from './deployment-key.ts'
import { openOuter, sealOuter } from './envelopes.ts'
import { findEntries } from './find-entries.ts'
import type { RandomBytes } from './random.ts'
import type { SealedNote, SealedNotes } from './sealed-note.ts'

export interface SealedNotesOptions<Content> {
  readonly store: Store
  /** What these notes are: 1 to 32 characters of `a-z 0-9 -`. */
  readonly kind: string
  /** The first seals, all open. */
  readonly deploymentKeys: readonly DeploymentKey[]
  readonly randomBytes: RandomBytes
  /** Gives the content its type back; what it throws becomes `RECORD_MALFORMED`. */
  readonly parse: (value: unknown) => Content
}

const ownTermsMost = 16
const none = new Uint8Array(0)

/**
 * A typed repository of sealed notes of one kind. Content is plain data that survives JSON.
 *
 * @throws {StoreError} `DEPLOYMENT_KEY_INVALID`, `OPTION_INVALID` (kind)
 */
export function sealedNotes<Content>(options: SealedNotesOptions<Content>): SealedNotes<Content> {
  const { store, randomBytes, parse } = options
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(options.kind)) throw new StoreError('OPTION_INVALID', 'kind')
  const ring = createKeyRing(options.deploymentKeys)
  // A colon is in no kind of sealed records: neither places nor terms of the two can meet.
  const kind = `note:${options.kind}`
  const placeOf = (noteId: string): string => `${kind}/${noteId}`

  const read = (entry: Entry): SealedNote<Content> => {
    // An index row may have been bent to an entry of another kind, which is authentic at its own place.
    if (!entry.key.startsWith(`${kind}/`))
      throw new StoreError('RECORD_UNREADABLE', 'an entry of another kind')
    const content = decodeContent(openOuter(entry, ring).outer, (value) => ({
      content: parse(value['content']),
      indexes: value['indexes'] as readonly string[],
    }))
    const { version, expiresAt } = entry
    return Object.freeze({ noteId: entry.key.slice(kind.length + 1), version, expiresAt, ...content })
  }

  const write = async (
    note: Omit<SealedNote<Content>, 'version'>,
    condition: 'absent' | { readonly version: number },
  ): Promise<SealedNote<Content> | undefined> => {
    const { noteId, content, expiresAt } = note
    if (note.indexes.length > ownTermsMost) throw new StoreError('OPTION_INVALID', 'more than 16 indexes')
    const place = placeOf(noteId)
    const indexes = [...new Set(note.indexes)].map((term) => indexTerm(ring.current, kind, term))
    const header = { keyId: ring.current.id, expiresAt, indexes, wraps: [] }
    const outer = encodeContent({ content, indexes: note.indexes })
    const value = sealOuter(outer, { place, header, inner: none }, ring, randomBytes)
    const result = await store.put(place, value, { if: condition, expiresAt, indexes })
    return result.written ? Object.freeze({ ...note, version: result.version }) : undefined
  }

  const entryOf = async (name: string, rings: readonly DerivedKeys[]): Promise<Entry | undefined> => {
    for (const keys of rings) {
      const entry = await store.get(placeOf(nameUnder(keys, kind, name)))
      if (entry !== undefined) return entry
    }
    return undefined
  }

  return {
    async create({ name, content, expiresAt, indexes = [] }) {
      const older = ring.all.slice(1)
      if (name !== null && (await entryOf(name, older)) !== undefined) return undefined
      const noteId = name === null ? encode(randomBytes(32)) : nameUnder(ring.current, kind, name)
      return write({ noteId, content, expiresAt, indexes }, 'absent')
    },

    async load(name) {
      const entry = await entryOf(name, ring.all)
      return entry && read(entry)
    },

    async find(index, { limit } = {}) {
      const { found, unreadable } = await findEntries({ store, kind, ring }, index, limit, read)
      return {
        found,
        unreadable: unreadable.map(({ key, error }) => ({ noteId: key.slice(kind.length + 1), error })),
      }
    },

    replace: ({ version, ...note }, changes) => write({ ...note, ...changes }, { version }),

    remove: ({ noteId, version }) => store.delete(placeOf(noteId), { version }),
  }
}

/** Only this deployment can make it, and it says nothing about the name: the same key as for index terms, which have another prefix. */
function nameUnder({ index }: DerivedKeys, kind: string, name: string): string {
  return createHmac('sha256', index).update(`name\0${kind}\0${name}`).digest('base64url')
}
