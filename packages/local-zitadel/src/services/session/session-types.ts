import type { Duration } from '@bufbuild/protobuf/wkt'
import type { RequestChallenges } from '@zitadel/proto/zitadel/session/v2/challenge_pb.js'
import type { UserAgent } from '@zitadel/proto/zitadel/session/v2/session_pb.js'
import type { Checks } from '@zitadel/proto/zitadel/session/v2/session_service_pb.js'

/** The published type with the check that newer releases added. */
export type SessionChecks = Checks & { recoveryCode?: { code: string } }

export interface SessionChange {
  readonly checks?: SessionChecks
  readonly metadata: Readonly<Record<string, Uint8Array>>
  readonly challenges?: RequestChallenges
  readonly lifetime?: Duration
  readonly userAgent?: UserAgent
}
