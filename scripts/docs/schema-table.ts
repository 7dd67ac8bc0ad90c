/** The little of JSON schema that our own schemas use. */
interface JsonSchema {
  readonly description?: string
  readonly default?: unknown
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
}

/** Every setting of a schema as a row: name, what it may be, default, description. */
export function schemaRows(schema: JsonSchema, prefix = ''): readonly string[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, property]) => {
      const path = `${prefix}${name}`
      const required = schema.required?.includes(name) === true && property.default === undefined
      const preset =
        property.default === undefined || isEmptyObject(property.default)
          ? required
            ? '**required**'
            : ''
          : `\`${JSON.stringify(property.default)}\``
      const row = `| \`${path}\` | ${kindOf(property)} | ${preset} | ${property.description ?? ''} |`
      const inside = property.items?.properties
        ? schemaRows(property.items, `${path}[].`)
        : schemaRows(property, `${path}.`)
      return [row, ...inside]
    })
}

export const schemaHeading = ['| setting | what | default | |', '| --- | --- | --- | --- |'] as const

function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' ')
  const either = schema.anyOf ?? schema.oneOf
  if (either)
    return either
      .map((one) => (one.properties ? `{${Object.keys(one.properties).join(', ')}}` : kindOf(one)))
      .join(' or ')
  if (schema.items) return `list of ${schema.items.properties ? 'objects' : kindOf(schema.items)}`
  const limits =
    schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < 2 ** 50
      ? ` ${schema.minimum} to ${schema.maximum}`
      : ''
  return `${schema.type ?? 'any'}${limits}`
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  )
}
