import {
  clone,
  createFileRegistry,
  type DescFile,
  type DescService,
  getOption,
  setExtension,
} from '@bufbuild/protobuf'
import {
  type DescriptorProto,
  FieldOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Type,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  file_google_protobuf_duration,
  file_google_protobuf_timestamp,
  MethodOptionsSchema,
  OneofOptionsSchema,
} from '@bufbuild/protobuf/wkt'
import { create } from '@bufbuild/protobuf'
import { http } from '@zitadel/proto/google/api/annotations_pb.js'
import { FieldRulesSchema, required, rules } from '@zitadel/proto/validate/validate_pb.js'
import type { OwnService } from './own-services.ts'
import { httpRule, parseSchema } from './parse-schema.ts'
import {
  addedRoutes,
  changedLengths,
  publishedAdditions,
  requiredMessages,
  requiredOneofs,
} from './published-additions.ts'

/** A service that the published package lacks, out of its schema. */
export function ownService({ file, packageName, schema }: OwnService): DescService[] {
  const dependencies = [file_google_protobuf_timestamp, file_google_protobuf_duration]
  const names = dependencies.map((dependency) => `${dependency.name}.proto`)
  const proto = parseSchema(file, packageName, names, schema)
  const registry = createFileRegistry(proto, (name) =>
    dependencies.find((one) => `${one.name}.proto` === name),
  )
  return [...(registry.getFile(`${file}.proto`)?.services ?? [])]
}

/** Rebuilds the file of a service and those of its imports that newer releases changed; everything else stays the published object. */
export function withAdditions(root: DescFile): DescService[] {
  const files = new Map<string, DescFile>()
  const rebuilt = new Set<string>()
  // Imports first: a file can only be built on files that are built.
  const visit = (file: DescFile): void => {
    const name = `${file.name}.proto`
    if (files.has(name)) return
    files.set(name, file)
    for (const dependency of file.dependencies) visit(dependency)
    const importsChanged = file.dependencies.some((dependency) => rebuilt.has(dependency.name))
    if (!importsChanged && !isChanged(file)) return
    const proto = clone(FileDescriptorProtoSchema, file.proto)
    for (const addition of publishedAdditions.filter((one) => one.file === file.name)) {
      merge(proto, parseSchema(file.name, addition.packageName, [], addition.schema))
    }
    adjust(proto)
    const built = createFileRegistry(proto, (wanted) => files.get(wanted)).getFile(name)
    if (built === undefined) return
    files.set(name, built)
    rebuilt.add(file.name)
  }
  visit(root)
  return [...(files.get(`${root.name}.proto`)?.services ?? [])]
}

function isChanged(file: DescFile): boolean {
  const own = [
    ...Object.keys(addedRoutes),
    ...Object.keys(changedLengths),
    ...requiredMessages,
    ...requiredOneofs,
  ]
  const named = (path: string) => file.messages.some((message) => path.startsWith(`${message.typeName}.`))
  const served = (path: string) => file.services.some((service) => path.startsWith(`${service.typeName}/`))
  return (
    publishedAdditions.some((addition) => addition.file === file.name) ||
    own.some((path) => named(path) || served(path))
  )
}

function merge(into: FileDescriptorProto, additions: FileDescriptorProto): void {
  for (const message of additions.messageType) {
    const known = findMessage(into.messageType, message.name)
    if (known === undefined) into.messageType.push(message)
    else extendMessage(known, message)
  }
  for (const addition of additions.enumType) {
    const known = into.enumType.find((one) => one.name === addition.name)
    if (known === undefined) into.enumType.push(addition)
    else known.value.push(...addition.value)
  }
  for (const addition of additions.service) {
    into.service.find((one) => one.name === addition.name)?.method.push(...addition.method)
  }
}

function extendMessage(known: DescriptorProto, addition: DescriptorProto): void {
  for (const field of addition.field) {
    const oneof = field.oneofIndex === undefined ? undefined : addition.oneofDecl[field.oneofIndex]
    if (oneof !== undefined) {
      const index = known.oneofDecl.findIndex((one) => one.name === oneof.name)
      field.oneofIndex = index >= 0 ? index : known.oneofDecl.push(oneof) - 1
    }
    known.field.push(field)
  }
}

function findMessage(messages: readonly DescriptorProto[], name: string): DescriptorProto | undefined {
  const [head, ...rest] = name.split('.')
  const found = messages.find((message) => message.name === head)
  return rest.length === 0 || found === undefined ? found : findMessage(found.nestedType, rest.join('.'))
}

function adjust(proto: FileDescriptorProto): void {
  for (const service of proto.service) {
    for (const method of service.method) {
      const route = addedRoutes[`${proto.package}.${service.name}/${method.name}`]
      if (route === undefined) continue
      method.options ??= create(MethodOptionsSchema)
      setExtension(method.options, http, httpRule(route))
    }
  }
  for (const message of proto.messageType) adjustMessage(message, `${proto.package}.${message.name}`)
}

function adjustMessage(message: DescriptorProto, name: string): void {
  for (const field of message.field) {
    const path = `${name}.${field.name}`
    const lengths = changedLengths[path]
    if (lengths !== undefined) {
      const value = { minLen: BigInt(lengths.min), maxLen: BigInt(lengths.max) }
      const kind = field.type === FieldDescriptorProto_Type.BYTES ? 'bytes' : 'string'
      setRules(field, create(FieldRulesSchema, { type: { case: kind, value } }))
    }
    if (requiredMessages.includes(path))
      setRules(field, create(FieldRulesSchema, { message: { required: true } }))
  }
  for (const oneof of message.oneofDecl) {
    if (!requiredOneofs.includes(`${name}.${oneof.name}`)) continue
    oneof.options ??= create(OneofOptionsSchema)
    setExtension(oneof.options, required, true)
  }
  for (const nested of message.nestedType) adjustMessage(nested, `${name}.${nested.name}`)
}

function setRules(
  field: FieldDescriptorProto,
  made: ReturnType<typeof create<typeof FieldRulesSchema>>,
): void {
  field.options ??= create(FieldOptionsSchema)
  setExtension(field.options, rules, made)
}

/** The route of a method, or nothing for those without a REST path. */
export function routeOf(method: DescService['methods'][number]) {
  const rule = getOption(method, http)
  return rule.pattern.case === undefined ? undefined : rule
}
