/** A call as it may stand in a log and be counted: method and path, without a query and without the ids of anything or anybody. */
export function operationName(method: string, path: string): string {
  const template = path
    .replace(/\?.*$/, '')
    .replace(/\/(users|sessions|auth_requests)\/(?!_?search$)[^/]+/g, '/$1/{id}')
  return `${method} ${template}`
}
