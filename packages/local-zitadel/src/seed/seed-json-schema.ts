import { toJsonSchema } from '@valibot/to-json-schema'
import { seedSchema } from './seed.ts'

/** The schema of seed files as JSON Schema, for editors and documents. */
export function seedJsonSchema(): Record<string, unknown> {
  return {
    ...toJsonSchema(seedSchema, { target: 'draft-2020-12', typeMode: 'input' }),
    title: 'Seed of a local ZITADEL',
  }
}
