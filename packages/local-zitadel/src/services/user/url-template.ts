import { ApiError } from '../../errors/api-error.ts'

const known = [
  'Code',
  'UserID',
  'OrgID',
  'LoginName',
  'DisplayName',
  'PreferredLanguage',
  'CodeID',
  'Creator',
]

/** A template for a link may use the names that the original fills in, and nothing else (contract 12.7). */
export function checkUrlTemplate(template: string | undefined): void {
  if (template === undefined) return
  const fields = [...template.matchAll(/\{\{\s*\.?([^}\s]*)\s*\}\}/g)].map((match) => match[1] ?? '')
  if (fields.some((field) => !known.includes(field))) throw ApiError.of('DOMAIN-ieYa7')
}
