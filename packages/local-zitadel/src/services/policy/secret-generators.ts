import { durationFromMs, durationMs } from '@bufbuild/protobuf/wkt'
import type {
  GetSecretGeneratorRequest,
  UpdateSecretGeneratorRequest,
} from '@zitadel/proto/zitadel/admin_pb.js'
import { SecretGeneratorType } from '@zitadel/proto/zitadel/settings_pb.js'
import { ApiError } from '../../errors/api-error.ts'
import { defaultSecretGenerators } from '../../state/default-policies.ts'
import { touch } from '../../state/changes.ts'
import type { Instance, SecretGenerator, SecretGeneratorName } from '../../state/model.ts'
import { objectDetails, readDetails } from '../details.ts'
import { operation } from '../operation.ts'

const names: Readonly<Partial<Record<SecretGeneratorType, SecretGeneratorName>>> = {
  [SecretGeneratorType.INIT_CODE]: 'init',
  [SecretGeneratorType.VERIFY_EMAIL_CODE]: 'email',
  [SecretGeneratorType.VERIFY_PHONE_CODE]: 'phone',
  [SecretGeneratorType.PASSWORD_RESET_CODE]: 'password',
  [SecretGeneratorType.OTP_SMS]: 'otpSms',
  [SecretGeneratorType.OTP_EMAIL]: 'otpEmail',
}

/** How codes for a purpose are made. */
export function generatorFor(instance: Instance, name: SecretGeneratorName): SecretGenerator {
  const found = instance.secretGenerators.get(name) ?? defaultSecretGenerators().get(name)
  if (found === undefined) throw new Error('every purpose has a generator')
  return found
}

function nameOf(type: SecretGeneratorType): SecretGeneratorName {
  const name = names[type]
  if (name === undefined) throw ApiError.withoutId('unimplemented', 'secret generator is not implemented')
  return name
}

/** Length, alphabet and life of codes (contract 12.7). */
export const secretGeneratorOperations = [
  operation(
    'zitadel.admin.v1.AdminService/GetSecretGenerator',
    ({ instance }, request: GetSecretGeneratorRequest) => {
      const generator = generatorFor(instance, nameOf(request.generatorType))
      return {
        secretGenerator: {
          generatorType: request.generatorType,
          details: readDetails(instance, instance.id),
          length: generator.length,
          expiry: durationFromMs(generator.expiryMs),
          includeLowerLetters: generator.lower,
          includeUpperLetters: generator.upper,
          includeDigits: generator.digits,
          includeSymbols: generator.symbols,
        },
      }
    },
  ),
  operation(
    'zitadel.admin.v1.AdminService/UpdateSecretGenerator',
    ({ instance, world, now }, request: UpdateSecretGeneratorRequest) => {
      instance.secretGenerators.set(nameOf(request.generatorType), {
        length: request.length,
        expiryMs: request.expiry === undefined ? 0 : durationMs(request.expiry),
        lower: request.includeLowerLetters,
        upper: request.includeUpperLetters,
        digits: request.includeDigits,
        symbols: request.includeSymbols,
      })
      touch(instance, now)
      world.changed('accounts')
      return { details: objectDetails(instance, instance.id) }
    },
  ),
]
