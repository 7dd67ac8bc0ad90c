import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openApiDocument as newsroomApiDocument } from '@postern/example-newsroom-api'
import { configJsonSchema, openApiDocument } from '@postern/gateway'
import { seedJsonSchema } from '@postern/local-zitadel'
import { root } from './checks/source-files.ts'
import { guardComparedDocument, recordedComparison } from './compare-guards/document.ts'
import { errorsDocument } from './docs/errors.ts'
import { invariantsDocument } from './docs/invariants.ts'
import { metricsDocument } from './docs/metrics.ts'
import { sufficiencyDocument } from './docs/sufficiency.ts'
import { schemaHeading, schemaRows } from './docs/schema-table.ts'
import { twoFormsDocument } from './docs/two-forms.ts'

/** Everything in `docs/` that comes from the code, by path. */
export async function generatedDocs(): Promise<Readonly<Record<string, string>>> {
  const configuration = configJsonSchema()
  return {
    'docs/errors.md': errorsDocument(),
    'docs/guard-compared.md': guardComparedDocument(recordedComparison()),
    'docs/invariants.md': invariantsDocument(),
    'docs/metrics.md': metricsDocument(),
    'docs/sufficiency.md': sufficiencyDocument(),
    'docs/two-forms.md': twoFormsDocument(),
    'docs/config.md': [
      '# Configuration of the gateway',
      '',
      'A JSON file, read by `postern serve --config FILE` at its start and again at every SIGHUP. Every problem is named at once, with the setting and what it should be; a value is never printed. Unknown settings are refused. Secrets are named by',
      '`file` or `env` and never stand in the file itself. `docs/config.schema.json` is the same for editors.',
      '',
      ...schemaHeading,
      ...schemaRows(configuration),
      '',
    ].join('\n'),
    'docs/config.schema.json': json(configuration),
    'docs/seed.schema.json': json(seedJsonSchema()),
    'docs/openapi.json': json(await openApiDocument()),
    'examples/newsroom/api/openapi.json': json(await newsroomApiDocument()),
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

if (import.meta.main)
  for (const [path, text] of Object.entries(await generatedDocs())) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    process.stdout.write(`${path}\n`)
  }
