import { State } from '@zitadel/proto/zitadel/webkey/v2/key_pb.js'
import type {
  ActivateWebKeyRequest,
  CreateWebKeyRequest,
  DeleteWebKeyRequest,
} from '@zitadel/proto/zitadel/webkey/v2/webkey_service_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { touch } from '../../state/changes.ts'
import type { WebKey } from '../../state/model.ts'
import { publishedKeys } from '../../tokens/published-keys.ts'
import { generateWebKey } from '../../tokens/web-key.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import { keyMessage, keyOf } from './web-key-message.ts'

/** A key pair beside the ones there are: published at once, and good for a signature once it is active (contract 1.4). */
export const createWebKey = operation(
  'zitadel.webkey.v2.WebKeyService/CreateWebKey',
  async ({ instance, world, now }, request: CreateWebKeyRequest) => {
    const { algorithm, modulusLength } = keyOf(request.key)
    const pair = await generateWebKey(algorithm, modulusLength === undefined ? {} : { modulusLength })
    const key: WebKey = {
      id: world.nextId(),
      state: 'initial',
      algorithm,
      ...pair,
      createdAt: now,
      changedAt: now,
      sequence: 1,
    }
    instance.webKeys.set(key.id, key)
    world.readSide.noteNew(key)
    world.changed('accounts', key)
    return { id: key.id, creationDate: timestamp(now) }
  },
)

/** The next token is signed with this key, whatever clients have cached (contract 1.4). */
export const activateWebKey = operation(
  'zitadel.webkey.v2.WebKeyService/ActivateWebKey',
  async ({ instance, world, now }, { id }: ActivateWebKeyRequest) => {
    await world.signingKeysReady()
    const key = instance.webKeys.get(id)
    if (key === undefined || key.state === 'removed') throw ApiError.of('COMMAND-teiG3')
    if (key.state === 'active') return { changeDate: timestamp(key.changedAt) }
    const before = [...instance.webKeys.values()].find((one) => one.state === 'active')
    for (const [one, state] of [
      [key, 'active'],
      [before, 'inactive'],
    ] as const) {
      if (one === undefined) continue
      one.state = state
      touch(one, now)
      // What was changed last stands last (R).
      instance.webKeys.delete(one.id)
      instance.webKeys.set(one.id, one)
    }
    world.changed('accounts')
    return { changeDate: timestamp(now) }
  },
)

/** Removes a key that does not sign now; what it signed is taken for another day. One that is not there counts as deleted. */
export const deleteWebKey = operation(
  'zitadel.webkey.v2.WebKeyService/DeleteWebKey',
  async ({ instance, world, now }, { id }: DeleteWebKeyRequest) => {
    await world.signingKeysReady()
    const key = instance.webKeys.get(id)
    if (key === undefined || key.state === 'removed') return {}
    if (key.state === 'active') throw ApiError.of('COMMAND-Chai1')
    key.state = 'removed'
    touch(key, now)
    world.changed('accounts')
    return { deletionDate: timestamp(now) }
  },
)

export const listWebKeys = operation('zitadel.webkey.v2.WebKeyService/ListWebKeys', async (call) => {
  await call.world.signingKeysReady()
  return {
    webKeys: oldestFirst(publishedKeys(call.world)).map((key) => ({
      id: key.id,
      creationDate: timestamp(key.createdAt),
      changeDate: timestamp(key.changedAt),
      state: states[key.state],
      key: keyMessage(key),
    })),
  }
})

function oldestFirst(keys: readonly WebKey[]): WebKey[] {
  return keys.toSorted((a, b) => a.createdAt - b.createdAt)
}

const states: Readonly<Record<WebKey['state'], State>> = {
  initial: State.INITIAL,
  active: State.ACTIVE,
  inactive: State.INACTIVE,
  removed: State.REMOVED,
}
