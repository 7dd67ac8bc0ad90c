import type { DescField, DescMessage } from '@bufbuild/protobuf'
import { type JsonNode, positionOf, readPositions } from './json-positions.ts'

/**
 * Why JSON that is well formed does not fit a message, in the words of the original's parser: the first offence in the order of the
 * text (contract 3.2, 11.4). Nothing when it fits as far as this knows.
 */
export function jsonFault(schema: DescMessage, text: string): string | undefined {
  const found = faultOf(schema, readPositions(text), text)
  return found === undefined ? undefined : `proto: (${positionOf(text, found.at)}): ${found.message}`
}

type Fault = { readonly at: number; readonly message: string } | undefined

function faultOf(schema: DescMessage, node: JsonNode, text: string): Fault {
  if (schema.typeName.startsWith('google.protobuf.')) return undefined
  if (node.kind !== 'object') return { at: node.at, message: `unexpected token ${rawOf(node, text)}` }
  const seen = new Set<string>()
  const oneofs = new Set<string>()
  for (const { key, keyAt, value } of node.entries) {
    const field = schema.fields.find((one) => one.jsonName === key || one.name === key)
    if (field === undefined || value.kind === 'null') continue
    if (seen.has(field.name)) return { at: keyAt, message: `duplicate field "${key}"` }
    seen.add(field.name)
    if (field.oneof !== undefined) {
      if (oneofs.has(field.oneof.name)) {
        const oneof = `${schema.typeName}.${field.oneof.name}`
        return { at: keyAt, message: `error parsing "${key}", oneof ${oneof} is already set` }
      }
      oneofs.add(field.oneof.name)
    }
    const fault = fieldFault(field, value, text)
    if (fault !== undefined) return fault
  }
  return undefined
}

function fieldFault(field: DescField, value: JsonNode, text: string): Fault {
  if (field.fieldKind === 'list') {
    if (value.kind !== 'array') return { at: value.at, message: `unexpected token ${rawOf(value, text)}` }
    for (const item of value.items) {
      const fault =
        field.listKind === 'message' ? faultOf(field.message, item, text) : singleFault(field, item, text)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (field.fieldKind === 'map') {
    return value.kind === 'object'
      ? undefined
      : { at: value.at, message: `unexpected token ${rawOf(value, text)}` }
  }
  if (field.fieldKind === 'message') return faultOf(field.message, value, text)
  return singleFault(field, value, text)
}

function singleFault(field: DescField, value: JsonNode, text: string): Fault {
  const expected = field.fieldKind === 'enum' ? 'enum' : scalarNames[field.scalar ?? 0]
  if (expected === undefined || fits(expected, value)) return undefined
  return {
    at: value.at,
    message: `invalid value for ${expected} field ${field.jsonName}: ${rawOf(value, text)}`,
  }
}

const scalarNames: Readonly<Record<number, string>> = {
  3: 'int64',
  4: 'uint64',
  5: 'int32',
  8: 'bool',
  9: 'string',
  12: 'bytes',
  13: 'uint32',
}

function fits(expected: string, value: JsonNode): boolean {
  if (expected === 'bool') return value.kind === 'boolean'
  if (expected === 'string') return value.kind === 'string'
  if (expected === 'bytes') return value.kind === 'string' && /^"[A-Za-z0-9+/_-]*={0,2}"$/.test(value.raw)
  if (expected === 'enum') return value.kind === 'string' || value.kind === 'number'
  const digits = value.kind === 'string' || value.kind === 'number' ? value.raw.replaceAll('"', '') : ''
  return (expected.startsWith('u') ? /^\d+$/ : /^-?\d+$/).test(digits)
}

function rawOf(node: JsonNode, text: string): string {
  if (node.kind === 'object' || node.kind === 'array') return text[node.at] ?? ''
  return node.raw
}
