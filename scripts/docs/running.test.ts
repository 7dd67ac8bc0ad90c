import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { auditEvents, configJsonSchema, gatewayErrors, metricTable } from '@postern/gateway'
import { loginErrors } from '@postern/login'
import { storeErrors } from '@postern/store'
import { describe, expect, it } from 'vitest'
import { root } from '../checks/source-files.ts'
import { schemaRows } from './schema-table.ts'

const text = readFileSync(join(root, 'docs/running.md'), 'utf8')
const settings = schemaRows(configJsonSchema()).map((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? '')
/** Dotted names that are files, or a setting of the guard. */
const notOfTheGateway = ['gateway.json', 'sessions.sqlite', 'cache.maxAgeSeconds']
const errors = Object.keys({ ...gatewayErrors, ...loginErrors, ...storeErrors })

/** What stands between the brackets of a pattern, wherever it is found, once each. */
const allOf = (pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].flatMap(([, found]) => found ?? [])),
]

/** The values of a metric's label, as an alert names them: `name{label="one"}` or `name{label=~"one|two.*"}`. */
const selected = [...text.matchAll(/(postern_\w+)\{(\w+)=~?"([^"]+)"\}/g)].flatMap(
  ([, metric = '', label = '', values = '']) => values.split('|').map((value) => [metric, label, value]),
)

/** The slug that a heading has as a target of links. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

describe('what docs/running.md names', () => {
  it.each(allOf(/\b(postern_[a-z_]+)\b/g).filter((name) => name !== 'postern_'))(
    'is a metric: %s',
    (name) => {
      expect(Object.keys(metricTable)).toContain(name)
    },
  )

  it.each(selected)('is a value of a label: %s{%s="%s"}', (metric = '', label = '', value = '') => {
    const { labels } = metricTable[metric as keyof typeof metricTable] ?? {}
    const values: readonly string[] = (labels as Readonly<Record<string, string[]>>)[label] ?? []
    expect(values.filter((each) => new RegExp(`^${value}$`).test(each))).not.toEqual([])
  })

  it.each(allOf(/`([a-z]+(?:\[\])?\.[A-Za-z_.]+)`/g).filter((name) => !notOfTheGateway.includes(name)))(
    'is a setting or an event of the audit trail: %s',
    (name) => {
      expect([...settings, ...Object.keys(auditEvents)]).toContain(name)
    },
  )

  it.each(allOf(/`([A-Z]+_[A-Z_]+)`/g).filter((code) => code !== 'IAM_LOGIN_CLIENT'))(
    'is an error: %s',
    (code) => {
      expect(errors).toContain(code)
    },
  )

  it.each([...text.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)].map(([, file = '', slug]) => [file, slug]))(
    'is a place that exists: %s#%s',
    (file = '', slug) => {
      const target = join(root, 'docs', file === '' ? 'running.md' : file)
      expect(existsSync(target)).toBe(true)
      if (slug === undefined) return
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)]
      expect(headings.map(([, heading = '']) => slugOf(heading))).toContain(slug)
    },
  )
})
