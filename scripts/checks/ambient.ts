import { compositionRoots, grounds } from '../rooms.ts'
import { type SourceFile, readSourceFiles } from './source-files.ts'

const ambient: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bDate\.now\(/, 'Date.now()'],
  [/\bnew Date\(\)/, 'new Date()'],
  [/\bperformance\.now\(/, 'performance.now()'],
  [/\bMath\.random\(/, 'Math.random()'],
  [/\brandomUUID\(/, 'randomUUID()'],
  [/\bgetRandomValues\(/, 'getRandomValues()'],
  [/(?<![\w.'"])fetch\(/, 'the global fetch'],
  [/\bprocess\.env\b/, 'process.env'],
  [/\bprocess\.exit\b/, 'process.exit'],
]

/** Time, randomness, network and environment are handed in: their names stand only in composition roots. */
export function checkAmbient(files: readonly SourceFile[] = readSourceFiles()): readonly string[] {
  return files
    .filter(
      ({ path, isTest, room }) =>
        !isTest && !(room in grounds) && !compositionRoots.some((at) => path.startsWith(at)),
    )
    .flatMap((file) =>
      file.text.split('\n').flatMap((line, index) => {
        const code = line.replace(/\/\/.*$/, '').replace(/^\s*\*.*$/, '')
        return ambient
          .filter(([pattern]) => pattern.test(code))
          .map(([, what]) => `${file.path}:${index + 1} uses ${what}: have it handed in`)
      }),
    )
}
