import { toJsonSchema } from '@valibot/to-json-schema'
import { configSchema } from './schema.ts'

/**
 * The configuration's JSON schema (draft 2020-12), for editors and for `docs/config.md`: every setting with its description,
 * default and limits. What it cannot say (one setting's demands on another) `loadConfig` checks.
 */
export function configJsonSchema(): Record<string, unknown> {
  return {
    ...toJsonSchema(configSchema, { target: 'draft-2020-12', typeMode: 'input', errorMode: 'ignore' }),
    title: 'Configuration of the Postern gateway',
  }
}
