import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrokenRule } from './broken-rule.ts'

/** The text with the rule broken, or why that cannot be done. */
export function broken(
  { find, replace }: BrokenRule,
  text: string,
): { readonly text: string } | { readonly problem: string } {
  const times = find === '' ? 0 : text.split(find).length - 1
  if (times !== 1) return { problem: `the text to replace stands there ${times} times` }
  if (find === replace) return { problem: 'nothing would change' }
  return { text: text.replace(find, () => replace) }
}

/** Breaks the rule in a copy of the repository and gives back what puts it right again. */
export function breakRule(
  root: string,
  rule: BrokenRule,
): { readonly restore: () => void } | { readonly problem: string } {
  const path = join(root, rule.file)
  let before: string
  try {
    before = readFileSync(path, 'utf8')
  } catch {
    return { problem: 'there is no such file' }
  }
  const result = broken(rule, before)
  if ('problem' in result) return result
  writeFileSync(path, result.text)
  return { restore: () => writeFileSync(path, before) }
}
