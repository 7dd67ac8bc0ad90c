import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedDocs } from '../docs.ts'
import { root } from './source-files.ts'

/** What `npm run docs` would write is what stands there. */
export async function checkDocs(): Promise<readonly string[]> {
  const documents = await generatedDocs()
  return Object.entries(documents)
    .filter(
      ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text,
    )
    .map(([path]) => `${path} is not what \`npm run docs\` writes`)
}
