import type { DescField, DescMessage, DescOneof, Message } from '@bufbuild/protobuf'
import { type ReflectMessage, reflect, type ScalarValue } from '@bufbuild/protobuf/reflect'
import {
  type DurationRules,
  type EnumRules,
  type FieldRules,
  required,
  rules,
  type StringRules,
} from '@zitadel/proto/validate/validate_pb.js'
import { optionOf } from './schema/option-of.ts'

/**
 * The first broken field rule of a request in the words of the original's validator, or nothing (contract 3.7 "field rule broken").
 * Fields come before oneofs, each in the order of the schema.
 */
export function brokenFieldRule(schema: DescMessage, message: Message): string | undefined {
  return checkMessage(reflect(schema, message))
}

function checkMessage(message: ReflectMessage): string | undefined {
  const owner = goName(message.desc)
  for (const field of message.desc.fields) {
    if (field.oneof !== undefined) continue
    const broken = checkField(message, field)
    if (broken !== undefined) return `invalid ${owner}.${pascal(field.name)}${broken}`
  }
  for (const oneof of message.desc.oneofs) {
    const chosen = message.oneofCase(oneof)
    if (chosen === undefined) {
      if (isRequiredOneof(oneof)) return `invalid ${owner}.${pascal(oneof.name)}: value is required`
      continue
    }
    const broken = checkField(message, chosen)
    if (broken !== undefined) return `invalid ${owner}.${pascal(chosen.name)}${broken}`
  }
  return undefined
}

/** What is wrong with a field, beginning with what follows its name: `: value …` or `[0]: value …`. */
function checkField(message: ReflectMessage, field: DescField): string | undefined {
  const given = optionOf(field, rules)
  const isSet = message.isSet(field)
  if (field.fieldKind === 'message') {
    if (!isSet)
      return given.message?.required === true || requiredTimestamp(given) ? ': value is required' : undefined
    if (given.type.case === 'duration') return prefixed(checkDuration(message, field, given.type.value))
    return embedded(checkMessage(message.get(field)))
  }
  // Fields with presence are checked only where they are given.
  if (field.presence === 1 && !isSet) return undefined
  if (field.fieldKind === 'scalar') return prefixed(checkScalar(message.get(field), given))
  if (field.fieldKind === 'enum') return prefixed(checkEnum(message.get(field), field, given))
  if (field.fieldKind === 'list') return checkList(message, field, given)
  return undefined
}

function checkList(
  message: ReflectMessage,
  field: DescField & { fieldKind: 'list' },
  given: FieldRules,
): string | undefined {
  const listRules = given.type.case === 'repeated' ? given.type.value : undefined
  const items = [...message.get(field)]
  if (
    listRules?.minItems !== undefined &&
    listRules.minItems > 0n &&
    BigInt(items.length) < listRules.minItems
  ) {
    return `: value must contain at least ${listRules.minItems} item(s)`
  }
  if (listRules?.unique === true && new Set(items).size < items.length)
    return ': repeated value must contain unique items'
  for (const [index, item] of items.entries()) {
    const broken =
      field.listKind === 'message'
        ? embedded(checkMessage(item as ReflectMessage))
        : prefixed(
            listRules?.items === undefined ? undefined : checkScalar(item as ScalarValue, listRules.items),
          )
    if (broken !== undefined) return `[${index}]${broken}`
  }
  return undefined
}

function checkScalar(value: ScalarValue, given: FieldRules): string | undefined {
  if (given.type.case === 'string') return checkString(String(value), given.type.value)
  if (given.type.case === 'bool' && given.type.value.const !== value && hasConst(given)) {
    return `value must equal ${given.type.value.const}`
  }
  if (given.type.case === 'bytes' && value instanceof Uint8Array) {
    const { minLen, maxLen } = given.type.value
    return lengthOf(value.length, minLen, maxLen, 'bytes')
  }
  if (typeof value !== 'number') return undefined
  if (given.type.case === 'uint32' || given.type.case === 'int32') {
    const { lte, gte } = given.type.value
    if (lte !== 0 && value > lte) return `value must be less than or equal to ${lte}`
    if (gte !== 0 && value < gte) return `value must be greater than or equal to ${gte}`
  }
  return undefined
}

function hasConst(given: FieldRules): boolean {
  return given.type.case === 'bool' && Object.hasOwn(given.type.value, 'const')
}

function checkString(value: string, given: StringRules): string | undefined {
  if (given.ignoreEmpty && value === '') return undefined
  const runes = [...value].length
  const isEmail = given.wellKnown.case === 'email' && given.wellKnown.value
  const length = lengthOf(runes, given.minLen, given.maxLen, 'runes')
  if (length !== undefined) return length
  if (isEmail) return checkEmail(value)
  if (given.pattern !== '' && !new RegExp(given.pattern, 'u').test(value)) {
    return `value does not match regex pattern ${JSON.stringify(given.pattern)}`
  }
  return undefined
}

function lengthOf(length: number, min: bigint, max: bigint, unit: string): string | undefined {
  const below = length < Number(min)
  const above = max > 0n && length > Number(max)
  if (!below && !above) return undefined
  if (min > 0n && min === max) return `value length must be ${min} ${unit}`
  if (min > 0n && max > 0n) return `value length must be between ${min} and ${max} ${unit}, inclusive`
  return below
    ? `value length must be at least ${min} ${unit}`
    : `value length must be at most ${max} ${unit}`
}

/** The original parses with Go's `net/mail`; its text for an address without `@` is part of the message. */
function checkEmail(value: string): string | undefined {
  const wrong = 'value must be a valid email address'
  if (!value.includes('@')) return `${wrong} | caused by: mail: missing '@' or angle-addr`
  const [local = '', domain = '', ...more] = value.split('@')
  if (more.length > 0 || local === '' || domain === '' || /[\s<>(),;:"\\[\]]/.test(value))
    return `${wrong} | caused by: mail: no angle-addr`
  return undefined
}

function checkDuration(
  message: ReflectMessage,
  field: DescField & { fieldKind: 'message' },
  given: DurationRules,
): string | undefined {
  const value = message.get(field).message as Message & { seconds: bigint; nanos: number }
  const nanos = value.seconds * 1_000_000_000n + BigInt(value.nanos)
  const bound = (limit: { seconds: bigint; nanos: number }) =>
    limit.seconds * 1_000_000_000n + BigInt(limit.nanos)
  if (given.gt !== undefined && nanos <= bound(given.gt))
    return `value must be greater than ${given.gt.seconds}s`
  if (given.gte !== undefined && nanos < bound(given.gte))
    return `value must be greater than or equal to ${given.gte.seconds}s`
  if (given.lte !== undefined && nanos > bound(given.lte))
    return `value must be less than or equal to ${given.lte.seconds}s`
  return undefined
}

function checkEnum(
  value: number,
  field: DescField & { fieldKind: 'enum' },
  given: FieldRules,
): string | undefined {
  if (given.type.case !== 'enum') return undefined
  const enumRules: EnumRules = given.type.value
  if (enumRules.definedOnly && field.enum.value[value] === undefined)
    return 'value must be one of the defined enum values'
  if (enumRules.notIn.includes(value)) return `value must not be in list [${enumRules.notIn.join(' ')}]`
  return undefined
}

const requiredTimestamp = (given: FieldRules) => given.type.case === 'timestamp' && given.type.value.required
const isRequiredOneof = (oneof: DescOneof) => optionOf(oneof, required)
const prefixed = (broken: string | undefined) => (broken === undefined ? undefined : `: ${broken}`)
const embedded = (broken: string | undefined) =>
  broken === undefined ? undefined : `: embedded message failed validation | caused by: ${broken}`

/** Go's name of a field: `web_auth_n` is `WebAuthN`. */
function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Go's name of a message: nested ones are joined by an underscore. */
function goName(message: DescMessage): string {
  return message.parent === undefined ? message.name : `${goName(message.parent)}_${message.name}`
}
