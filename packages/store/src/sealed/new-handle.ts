import { type Key, keyOf } from './cipher.ts'
import type { KeyRing } from './deployment-key.ts'
import { handleOf, secretBytes, wrapKey } from './handle.ts'
import type { Wrap } from './layout.ts'
import type { Backstage, RecordFile } from './record-file.ts'
import type { RandomBytes } from './random.ts'
import type { HeldRecord, OuterRecord, SealedRecord } from './sealed-record.ts'

/** How many old handles of one record may live in their grace at the same time. */
const graceHandles = 3

/** A record as it is to be written under a new handle. */
export interface ToBeHeld<Outer, Inner> extends Omit<OuterRecord<Outer>, 'version'> {
  readonly inner: Inner
}

/**
 * Writes a record under a new handle.
 *
 * With `kept`, the data key stays and its wraps go with it. Without, the data key is new: whoever kept an old handle, and even an old
 * copy of the record, has nothing that opens what is written from now on.
 */
export async function writeUnderNewHandle<Outer, Inner>(
  content: ToBeHeld<Outer, Inner>,
  kept: { readonly dataKey: Key; readonly wraps: readonly Wrap[] } | undefined,
  condition: 'absent' | { readonly version: number },
  {
    file,
    kind,
    ring,
    randomBytes,
  }: {
    readonly file: RecordFile<Outer, Inner>
    readonly kind: string
    readonly ring: KeyRing
    readonly randomBytes: RandomBytes
  },
): Promise<HeldRecord<Outer, Inner> | undefined> {
  const { recordId, inner, outer, expiresAt, indexes } = content
  const dataKey = kept?.dataKey ?? keyOf(randomBytes(secretBytes))
  const secret = randomBytes(secretBytes)
  const wrap = wrapKey(dataKey, handleOf(kind, secret), file.placeOf(recordId), ring.current, randomBytes)
  const belongings: Backstage = {
    wraps: [wrap, ...(kept?.wraps ?? [])],
    sealedInner: file.sealContent(inner, recordId, dataKey),
    dataKey,
  }
  const version = await file.write(content, belongings, condition)
  if (version === undefined) return undefined
  const record: SealedRecord<Outer, Inner> = {
    recordId,
    version,
    expiresAt,
    indexes,
    outer,
    inner,
    handleExpiresAt: null,
  }
  return { recordId, secret, record: file.handOut(record, belongings) }
}

/** The wraps that stay beside a new one: the newest few, each until the end of the grace or its own, whichever comes first. */
export function inGrace(wraps: readonly Wrap[], now: number, graceMs: number): readonly Wrap[] {
  const end = now + graceMs
  return livingWraps(wraps, now)
    .map((wrap) => ({ ...wrap, expiresAt: Math.min(wrap.expiresAt ?? end, end) }))
    .slice(0, graceHandles)
}

/** Without the wraps whose grace is over. */
export function livingWraps(wraps: readonly Wrap[], now: number): readonly Wrap[] {
  return wraps.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
}
