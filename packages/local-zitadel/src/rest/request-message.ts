import type { DescField, DescMessage, JsonObject, JsonValue, Message } from '@bufbuild/protobuf'
import type { RequestContext } from '../server/request-context.ts'
import { parseBody, toMessage } from './read-json.ts'
import type { RestMatch } from './rest-routes.ts'

/** The request message of a REST call: body, path variables, and the query where the body is not the whole message. */
export function requestMessage(context: RequestContext, match: RestMatch): Message {
  const { method, wholeBody } = match.route
  // A DELETE of the original may bring a body although some descriptors name none (contract 3.1).
  const takesBody = wholeBody || (context.method === 'DELETE' && context.body.length > 0)
  const { json, text } = takesBody ? parseBody(context.body) : { json: {}, text: '{}' }
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
  const fields: JsonObject = isObject ? { ...json } : {}
  if (!wholeBody) for (const [path, value] of context.query) setPath(method.input, fields, path, value)
  for (const [path, value] of Object.entries(match.variables)) setPath(method.input, fields, path, value)
  return toMessage(method.input, isObject ? fields : json, text)
}

/** Puts `ctx.orgId=1` where it belongs; unknown parameters are dropped, as the gateway does. */
function setPath(schema: DescMessage, into: JsonObject, path: string, value: string): void {
  const [head = '', ...rest] = path.split('.')
  const field = schema.fields.find((one) => one.jsonName === head || one.name === head)
  if (field === undefined) return
  if (head !== field.jsonName && Object.hasOwn(into, head)) delete into[head]
  if (rest.length > 0) {
    if (field.fieldKind !== 'message') return
    const nested = into[field.jsonName]
    const target: JsonObject =
      typeof nested === 'object' && nested !== null && !Array.isArray(nested) ? nested : {}
    into[field.jsonName] = target
    setPath(field.message, target, rest.join('.'), value)
    return
  }
  if (field.fieldKind === 'list') {
    const known = into[field.jsonName]
    into[field.jsonName] = [...(Array.isArray(known) ? known : []), scalarJson(field, value)]
  } else if (field.fieldKind !== 'map') {
    into[field.jsonName] = scalarJson(field, value)
  }
}

function scalarJson(field: DescField, value: string): JsonValue {
  const isBool = (field.fieldKind === 'scalar' || field.fieldKind === 'list') && field.scalar === 8
  return isBool ? value === 'true' || value === '1' || value === '' : value
}
