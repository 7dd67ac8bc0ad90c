import { type Timestamp, timestampFromMs } from '@bufbuild/protobuf/wkt'
import type { PolicyDetails } from '../state/model.ts'

/** Times go out as protobuf timestamps. */
export const timestamp = (milliseconds: number): Timestamp => timestampFromMs(milliseconds)

/** `zitadel.object.v2.Details` of something that was changed. */
export function objectDetails(object: { sequence: number; changedAt: number }, resourceOwner: string) {
  return { sequence: BigInt(object.sequence), changeDate: timestamp(object.changedAt), resourceOwner }
}

/** What the v1 APIs say of something that was just made: no change date (R). */
export function creationDetails(object: { sequence: number; createdAt: number }, resourceOwner: string) {
  return { sequence: BigInt(object.sequence), creationDate: timestamp(object.createdAt), resourceOwner }
}

/** The same with the creation date, as reads give it. */
export function readDetails(object: PolicyDetails, resourceOwner: string) {
  return { ...objectDetails(object, resourceOwner), creationDate: timestamp(object.createdAt) }
}

/** `zitadel.object.v2.ListDetails`; the total is absent when nothing was found (contract 3.5). */
export function listDetails(total: number, changedAt: number) {
  return { totalResult: BigInt(total), timestamp: timestamp(changedAt) }
}
