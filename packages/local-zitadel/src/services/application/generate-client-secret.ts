import { randomSecret } from '../../crypto/random-text.ts'
import { hashSecret } from '../../crypto/secret-hash.ts'
import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import type { ApplicationRequest } from './application-types.ts'
import { findApplicationFor } from './find-application.ts'

/** A new secret; the old one is dead at once, unless reads lag behind (contract 2.1). */
export const generateClientSecret = operation(
  'zitadel.application.v2.ApplicationService/GenerateClientSecret',
  (call, request: ApplicationRequest) => {
    const application = findApplicationFor(call, request, 'COMMAND-2g66f')
    const clientSecret = randomSecret(call.world.randomBytes)
    call.world.readSide.note(application, 'secretHash')
    application.secretHash = hashSecret(clientSecret)
    touch(application, call.now)
    call.world.changed('accounts')
    return { clientSecret, creationDate: timestamp(call.now) }
  },
)
