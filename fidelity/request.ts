import type { Fields, Given, Late } from './values.ts'

/** A request as a row writes it down. */
export interface Request {
  readonly method: string
  readonly path: string
  readonly query: Fields
  readonly headers: Fields
  readonly body: Body
}

export type Body =
  | { readonly type: 'none' }
  | { readonly type: 'json'; readonly value: Given }
  | { readonly type: 'form'; readonly fields: Fields }
  /** Sent as it is, and without a content type unless a header names one. */
  | { readonly type: 'text'; readonly text: string | Late }

export interface More {
  readonly query?: Fields
  readonly headers?: Fields
}

/** Who calls, as the headers that say so; see `as`. */
export type Caller = Fields

const none: Body = { type: 'none' }

function request(method: string, path: string, caller: Caller, body: Body, more: More): Request {
  return { method, path, query: more.query ?? {}, headers: { ...caller, ...more.headers }, body }
}

/** A JSON body, or none when it is `undefined`. */
function json(value: Given): Body {
  return value === undefined ? none : { type: 'json', value }
}

export function get(path: string, caller: Caller, more: More = {}): Request {
  return request('GET', path, caller, none, more)
}

export function options(path: string, caller: Caller, more: More = {}): Request {
  return request('OPTIONS', path, caller, none, more)
}

export function post(path: string, caller: Caller, body?: Given, more: More = {}): Request {
  return request('POST', path, caller, json(body), more)
}

export function put(path: string, caller: Caller, body?: Given, more: More = {}): Request {
  return request('PUT', path, caller, json(body), more)
}

export function patch(path: string, caller: Caller, body?: Given, more: More = {}): Request {
  return request('PATCH', path, caller, json(body), more)
}

export function del(path: string, caller: Caller, body?: Given, more: More = {}): Request {
  return request('DELETE', path, caller, json(body), more)
}

/** A form, as OAuth's endpoints take it. */
export function postForm(path: string, caller: Caller, fields: Fields, more: More = {}): Request {
  return request('POST', path, caller, { type: 'form', fields }, more)
}

/** A body that is sent as it is. */
export function postText(path: string, caller: Caller, text: string | Late, more: More = {}): Request {
  return request('POST', path, caller, { type: 'text', text }, more)
}

/** A call by Connect: `rpc('project.v2.ProjectService/CreateProject', …)`. */
export function rpc(operation: string, caller: Caller, message: Given, more: More = {}): Request {
  return post(`/zitadel.${operation}`, caller, message, more)
}
