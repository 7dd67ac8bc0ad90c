import { create, setExtension } from '@bufbuild/protobuf'
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  EnumValueDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  MessageOptionsSchema,
  MethodDescriptorProtoSchema,
  MethodOptionsSchema,
  OneofDescriptorProtoSchema,
  OneofOptionsSchema,
  ServiceDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt'
import { HttpRuleSchema } from '@zitadel/proto/google/api/http_pb.js'
import { http } from '@zitadel/proto/google/api/annotations_pb.js'
import { FieldRulesSchema, required, rules } from '@zitadel/proto/validate/validate_pb.js'
import {
  AuthOptionSchema,
  OptionsSchema,
  options,
} from '@zitadel/proto/zitadel/protoc_gen_zitadel/v2/options_pb.js'
import { type Line, type SchemaRules, readSchema } from './read-schema.ts'

const scalars: Readonly<Record<string, FieldDescriptorProto_Type>> = {
  string: FieldDescriptorProto_Type.STRING,
  bytes: FieldDescriptorProto_Type.BYTES,
  bool: FieldDescriptorProto_Type.BOOL,
  uint32: FieldDescriptorProto_Type.UINT32,
  uint64: FieldDescriptorProto_Type.UINT64,
}

/**
 * Turns a schema in the small notation of `src/rest/schema/` into a protobuf file descriptor, so that what the published descriptors
 * lack runs through the same JSON mapping, field rules and routes as what they have.
 */
export function parseSchema(
  name: string,
  packageName: string,
  dependency: string[],
  text: string,
): FileDescriptorProto {
  const file = create(FileDescriptorProtoSchema, {
    name: `${name}.proto`,
    package: packageName,
    syntax: 'proto3',
    dependency,
  })
  for (const block of readSchema(text)) {
    if (block.kind === 'message') file.messageType.push(messageOf(block.name, block.lines, packageName))
    if (block.kind === 'enum') {
      const value = block.lines.map((line) =>
        create(EnumValueDescriptorProtoSchema, { name: line.words[0] ?? '', number: line.number }),
      )
      file.enumType.push(create(EnumDescriptorProtoSchema, { name: block.name, value }))
    }
    if (block.kind === 'service') {
      const method = block.lines.map((line) => methodOf(line, packageName))
      file.service.push(create(ServiceDescriptorProtoSchema, { name: block.name, method }))
    }
  }
  return file
}

function methodOf(line: Line, packageName: string) {
  const [name, input, output] = line.words
  const method = create(MethodDescriptorProtoSchema, {
    name: name ?? '',
    inputType: qualified(input ?? '', packageName),
    outputType: qualified(output ?? '', packageName),
    options: create(MethodOptionsSchema),
  })
  const permission = line.rules.permission ?? 'authenticated'
  if (method.options) {
    setExtension(
      method.options,
      options,
      create(OptionsSchema, { authOption: create(AuthOptionSchema, { permission }) }),
    )
    if (line.rules.route) setExtension(method.options, http, httpRule(line.rules.route))
  }
  return method
}

/** `POST /v2/users/new` as a google.api.http rule; whatever has a body takes it whole. */
export function httpRule(route: string) {
  const [verb = '', path = ''] = route.split(' ')
  const pattern = { case: verb.toLowerCase() as 'get' | 'put' | 'post' | 'delete' | 'patch', value: path }
  return create(HttpRuleSchema, { pattern, body: verb === 'GET' || verb === 'DELETE' ? '' : '*' })
}

function messageOf(name: string, lines: readonly Line[], packageName: string): DescriptorProto {
  const message = create(DescriptorProtoSchema, { name, options: create(MessageOptionsSchema) })
  for (const line of lines) {
    const field = fieldOf(line, packageName)
    if (line.oneof !== undefined) field.oneofIndex = oneofIndex(message, line.oneof.name, line.oneof.required)
    message.field.push(field)
  }
  // Synthetic oneofs of `optional` fields stand after the real ones, as protoc orders them.
  lines.forEach((line, index) => {
    const field = message.field[index]
    if (line.label !== 'optional' || field === undefined) return
    field.proto3Optional = true
    field.oneofIndex =
      message.oneofDecl.push(create(OneofDescriptorProtoSchema, { name: `_${field.name}` })) - 1
  })
  return message
}

function oneofIndex(message: DescriptorProto, name: string, isRequired: boolean): number {
  const known = message.oneofDecl.findIndex((oneof) => oneof.name === name)
  if (known >= 0) return known
  const oneof = create(OneofDescriptorProtoSchema, { name, options: create(OneofOptionsSchema) })
  if (isRequired && oneof.options) setExtension(oneof.options, required, true)
  return message.oneofDecl.push(oneof) - 1
}

function fieldOf(line: Line, packageName: string): FieldDescriptorProto {
  const [type = '', name = ''] = line.words
  const scalar = scalars[type]
  const isEnum = type.startsWith('enum:')
  const field = create(FieldDescriptorProtoSchema, {
    name,
    number: line.number,
    jsonName: name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    label:
      line.label === 'repeated' ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
    type: scalar ?? (isEnum ? FieldDescriptorProto_Type.ENUM : FieldDescriptorProto_Type.MESSAGE),
    options: create(FieldOptionsSchema),
    ...(scalar === undefined ? { typeName: qualified(isEnum ? type.slice(5) : type, packageName) } : {}),
  })
  const made = fieldRules(type, line.label === 'repeated', line.rules)
  if (made !== undefined && field.options) setExtension(field.options, rules, made)
  return field
}

function fieldRules(type: string, repeated: boolean, given: SchemaRules) {
  const message = given.required === true ? { message: { required: true } } : {}
  const string = {
    ...(given.min === undefined ? {} : { minLen: BigInt(given.min) }),
    ...(given.max === undefined ? {} : { maxLen: BigInt(given.max) }),
  }
  if (type === 'string' && Object.keys(string).length > 0) {
    const items = create(FieldRulesSchema, { type: { case: 'string', value: string } })
    return repeated ? create(FieldRulesSchema, { type: { case: 'repeated', value: { items } } }) : items
  }
  return given.required === true ? create(FieldRulesSchema, message) : undefined
}

const qualified = (name: string, packageName: string) =>
  name.includes('.') ? `.${name}` : `.${packageName}.${name}`
