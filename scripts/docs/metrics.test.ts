import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { metricTable } from '@postern/gateway'
import { describe, expect, it } from 'vitest'
import { root } from '../checks/source-files.ts'
import { metricsDocument } from './metrics.ts'

describe('docs/metrics.md', () => {
  it('is what the table of metrics says, every row of it', () => {
    const written = readFileSync(join(root, 'docs/metrics.md'), 'utf8')
    expect(written).toBe(metricsDocument())
    for (const [name, { type }] of Object.entries(metricTable))
      expect(written).toContain(`| \`${name}\` | ${type} |`)
  })
})
