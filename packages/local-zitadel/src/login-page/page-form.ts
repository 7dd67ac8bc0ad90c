import type { RequestContext } from '../server/request-context.ts'

/** Reads the fields of a form that was posted; what is not there is empty. */
export function parsePageForm({ headers, body }: RequestContext): (name: string) => string {
  const isForm = headers['content-type']?.split(';')[0]?.trim() === 'application/x-www-form-urlencoded'
  const fields = new URLSearchParams(isForm ? Buffer.from(body).toString('utf8') : '')
  return (name) => fields.get(name) ?? ''
}
