import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalZitadelOptions, startLocalZitadel } from '@postern/local-zitadel'
import { startLocalServer } from '../local-server.ts'
import type { Question } from '../question.ts'
import { ms, summarize, timed } from '../samples.ts'

export const localServerStart: Question = {
  name: 'local-server-start',
  question: 'How long until the local ZITADEL is ready, with its keys in the data folder?',
  goal: 'within 300 ms inside a process, 800 ms as a process; 100 fresh ones in under 10 s',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
    try {
      const dataDir = join(folder, 'inside')
      const inside: number[] = []
      for (let round = -1; round < 20; round += 1) {
        const startedAt = performance.now()
        const server = await startLocalZitadel({ dataDir })
        if (round >= 0) inside.push(performance.now() - startedAt)
        await server.close()
      }
      const asProcess: number[] = []
      for (let round = -1; round < 10; round += 1) {
        const server = await startLocalServer({ data: join(folder, 'process') })
        if (round >= 0) asProcess.push(server.startedInMs)
        await server.stop()
      }
      const signingKeys = await someSigningKeys()
      const hundred = await timed(async () => {
        for (let n = 0; n < 100; n += 1) await (await startLocalZitadel({ signingKeys })).close()
      })
      return {
        figures: {
          'inside a process, median': ms(summarize(inside).median),
          'as a process, median': ms(summarize(asProcess).median),
          '100 fresh ones': `${(hundred / 1000).toFixed(2)} s`,
        },
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type SigningKeys = NonNullable<LocalZitadelOptions['signingKeys']>

async function someSigningKeys(): Promise<SigningKeys> {
  const make = async (): Promise<SigningKeys[number]> => {
    const pair = await crypto.subtle.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: 2048,
        publicExponent: Uint8Array.of(1, 0, 1),
        hash: 'SHA-256',
      },
      true,
      ['sign', 'verify'],
    )
    return (await crypto.subtle.exportKey('jwk', pair.privateKey)) as SigningKeys[number]
  }
  return [await make(), await make()]
}
