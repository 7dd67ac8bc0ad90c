import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSourceFiles, root } from './source-files.ts'
import { run } from './run.ts'

interface Block {
  readonly at: string
  readonly code: string
  readonly tsx: boolean
}

/** Code blocks in READMEs, `docs/` and doc comments compile as modules of their own, against the packages' doors. */
export async function checkCodeBlocks(): Promise<readonly string[]> {
  const blocks = [...markdownBlocks(), ...commentBlocks()]
  const folder = join(root, '.cache/code-blocks')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const named = blocks.map((block, index) => ({
    ...block,
    file: `block-${index}.${block.tsx ? 'tsx' : 'ts'}`,
  }))
  for (const { file, code } of named) writeFileSync(join(folder, file), `${code}\nexport {}\n`)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: {
        lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
        jsx: 'react-jsx',
        incremental: false,
      },
      include: ['*.ts', '*.tsx'],
    }),
  )
  const { output, ok } = await run('tsc', ['-p', folder])
  if (ok) return []
  return output
    .split('\n')
    .filter((line) => line.includes('error TS'))
    .map((line) =>
      named.reduce(
        (text, { file, at }) => text.replace(new RegExp(`\\S*${file.replace('.', '\\.')}`), at),
        line,
      ),
    )
}

function blocksIn(markdown: string, path: string, firstLine = 1): readonly Block[] {
  return [...markdown.matchAll(/^```(ts|tsx)\n([\s\S]*?)^```/gm)].map(
    ({ 1: language, 2: code = '', index }) => ({
      at: `${path}:${firstLine + markdown.slice(0, index).split('\n').length - 1}`,
      code,
      tsx: language === 'tsx',
    }),
  )
}

function markdownBlocks(): readonly Block[] {
  const paths = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/**/README.md'], {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  })
  return paths.flatMap((path) => blocksIn(readFileSync(join(root, path), 'utf8'), path))
}

function commentBlocks(): readonly Block[] {
  return readSourceFiles().flatMap(({ path, text }) =>
    [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(({ 0: comment, index }) =>
      blocksIn(comment.replace(/^\s*\* ?/gm, ''), path, text.slice(0, index).split('\n').length),
    ),
  )
}
