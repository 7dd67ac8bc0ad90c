import { MultiFactorType, SecondFactorType } from '@zitadel/proto/zitadel/policy_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import type { ApiErrorId } from '../../errors/api-errors.ts'
import type { LoginPolicy } from '../../state/model.ts'
import { creationDetails } from '../details.ts'
import { type Call, operation } from '../operation.ts'
import { changeInstancePolicy, changeOwnPolicy } from './policy-change.ts'

type Kind = 'second' | 'multi'

/** The published enum and what newer releases added. */
const secondFactors: Readonly<Record<number, string>> = { ...SecondFactorType, 5: 'RECOVERY_CODES' }

/** The v1 numbers as the names that state and the v2 settings have. */
export function factorNames(kind: Kind, numbers: readonly number[]): string[] {
  const prefix = kind === 'second' ? 'SECOND_FACTOR_TYPE_' : 'MULTI_FACTOR_TYPE_'
  const names: Readonly<Record<number, string>> = kind === 'second' ? secondFactors : MultiFactorType
  return numbers.flatMap((number) =>
    names[number] === undefined || number === 0 ? [] : [`${prefix}${names[number]}`],
  )
}

interface Factor {
  readonly type: number
}

const listOf = (kind: Kind) => (kind === 'second' ? 'secondFactors' : 'multiFactors')

function withFactor(kind: Kind, { type }: Factor, exists: ApiErrorId) {
  return (policy: LoginPolicy): LoginPolicy => {
    const [name] = factorNames(kind, [type])
    const list = listOf(kind)
    if (name !== undefined && policy[list].includes(name)) throw ApiError.of(exists)
    return name === undefined ? policy : { ...policy, [list]: [...policy[list], name] }
  }
}

function withoutFactor(kind: Kind, { type }: Factor, missing: ApiErrorId) {
  return (policy: LoginPolicy): LoginPolicy => {
    const [name = ''] = factorNames(kind, [type])
    const list = listOf(kind)
    if (!policy[list].includes(name)) throw ApiError.of(missing)
    return { ...policy, [list]: policy[list].filter((known) => known !== name) }
  }
}

/** A factor that was added is something made, so the answer has its creation date. */
function asCreated(call: Call, { details }: { details: { sequence: bigint; resourceOwner: string } }) {
  const { sequence, resourceOwner } = details
  return { details: creationDetails({ sequence: Number(sequence), createdAt: call.now }, resourceOwner) }
}

const own = (call: Call, change: (policy: LoginPolicy) => LoginPolicy) =>
  changeOwnPolicy(call, 'login', change, { missing: 'Org-M0sif', same: 'Org-5M9vdd' })

const ofInstance = (call: Call, change: (policy: LoginPolicy) => LoginPolicy) =>
  changeInstancePolicy(call, 'login', change, 'INSTANCE-5M9vdd')

const kinds = [
  ['second', 'SecondFactor'],
  ['multi', 'MultiFactor'],
] as const

/** Second and multi factors are added to login settings one by one (contract 12.4). */
export const loginFactorOperations = kinds.flatMap(([kind, name]) => [
  operation(`zitadel.admin.v1.AdminService/Add${name}ToLoginPolicy`, (call, request: Factor) =>
    asCreated(call, ofInstance(call, withFactor(kind, request, 'INSTANCE-2B0ps'))),
  ),
  operation(`zitadel.admin.v1.AdminService/Remove${name}FromLoginPolicy`, (call, request: Factor) =>
    ofInstance(call, withoutFactor(kind, request, 'INSTANCE-3M9od')),
  ),
  operation(`zitadel.management.v1.ManagementService/Add${name}ToLoginPolicy`, (call, request: Factor) =>
    asCreated(call, own(call, withFactor(kind, request, 'Org-2B0ps'))),
  ),
  operation(`zitadel.management.v1.ManagementService/Remove${name}FromLoginPolicy`, (call, request: Factor) =>
    own(call, withoutFactor(kind, request, 'Org-3M9od')),
  ),
])
