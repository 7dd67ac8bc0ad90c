import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { createGuard, type GuardRequest } from '@postern/guard'
import { testIssuer } from '@postern/testkit'
import { jwtVerify } from 'jose'
import type { Question } from '../question.ts'
import { pairs, summarize, timed } from '../samples.ts'

const tokens = 2_000
const warmUp = 200

export const guardFirstUse: Question = {
  name: 'guard-first-use',
  question: 'What does the first use of a JWT cost beside the bare check of its signature?',
  goal: 'at most 1.5 times `verify` of node:crypto',
  async run() {
    const issuer = await testIssuer({ now: Date.now, alg: 'RS256' })
    const guard = createGuard({
      issuer: issuer.issuer,
      jwt: { profile: 'rfc9068' },
      mode: 'offline',
      audience: issuer.audience,
      fetch: issuer.fetch,
      now: Date.now,
      onEvent: () => {},
    })
    const made = await Promise.all(Array.from({ length: tokens + warmUp }, () => issuer.jwt()))
    const key = createPublicKey({ key: issuer.publicJwk() as JsonWebKey, format: 'jwk' })
    // a request is there before anybody judges it
    const requests = made.map((token) => ({
      method: 'GET',
      url: '/news',
      headers: new Headers({ authorization: `Bearer ${token}` }),
    }))
    const judge = async (request: GuardRequest): Promise<void> => {
      const judged = await guard(request)
      if (judged.kind !== 'principal') throw new Error(judged.detail)
    }
    const checkBare = async (token: string): Promise<void> => {
      const [header, claims, signature = ''] = token.split('.')
      const signed = Buffer.from(`${header}.${claims}`)
      if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url')))
        throw new Error('the signature is not good')
    }
    const [toJudge, toCheck] = [requests.values(), made.values()]
    const withJose: number[] = []
    const { one, other, ratio } = await pairs(
      tokens,
      () => judge(toJudge.next().value as GuardRequest),
      async () => checkBare(toCheck.next().value ?? ''),
      warmUp,
    )
    for (const token of made) withJose.push(await timed(() => jwtVerify(token, key)))
    const us = (ms: number): string => `${(ms * 1000).toFixed(0)} µs`
    return {
      figures: {
        'guard, first use of a token': us(one.median),
        '`verify` of node:crypto': us(other.median),
        '`jwtVerify` of jose, in the same process': us(summarize(withJose).median),
        ratio: ratio.toFixed(2),
      },
      ratio,
      note: `${tokens} tokens, RS256 with 2048 bits, by turns; the keys are known, and the request is there`,
    }
  },
}
