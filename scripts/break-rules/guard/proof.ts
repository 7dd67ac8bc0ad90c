import { inGuard } from './in-guard.ts'

/** What the sender of a bound token has to show. */
export const ofProofs = [
  ...inGuard(
    'proof/check-binding.ts',
    ['dpop', 'mtls'],
    [
      ['a bound token is taken as Bearer (DPOP-6)', "jkt !== null && presented.scheme !== 'DPoP'", 'false'],
      [
        'an unbound token is taken by the scheme DPoP (DPOP-6)',
        "jkt === null && presented.scheme === 'DPoP'",
        'false',
      ],
      [
        'the certificate is not compared where there is a key too',
        'if (problem !== null || jkt === null',
        'if (jkt === null',
      ],
    ],
  ),
  ...inGuard(
    'proof/check-dpop.ts',
    ['dpop'],
    [
      [
        'the signature of a proof is not verified (DPOP-1)',
        'createSignatureCheck(proof.jwk, proof.alg)?.(proof.jwt) !== true',
        'false',
      ],
      ['a proof of any type is taken (DPOP-1)', "jwt.header['typ'] !== 'dpop+jwt'", 'false'],
      [
        'a proof by any algorithm is read (DPOP-1)',
        "algorithms.find((one) => one === jwt.header['alg'])",
        "jwt.header['alg'] as SignatureAlgorithm",
      ],
      ['a proof for another method is taken (DPOP-2)', 'claims.htm !== request.method || ', ''],
      ['a proof for another address is taken (DPOP-2)', ' || normalizeHtu(claims.htu) !== target', ''],
      [
        'the host that a request names is believed (DPOP-2)',
        "return publicUrl.replace(/\\/$/, '') + path",
        "return (URL.canParse(url) ? new URL(url).origin : publicUrl.replace(/\\/$/, '')) + path",
      ],
      ['an old proof is taken (DPOP-4)', 'ageMs > dpop.maxAgeSeconds * 1000 || ', ''],
      ['a proof of the future is taken (DPOP-4)', ' || ageMs < -clockToleranceSeconds * 1000', ''],
      ['a proof for another token is taken (DPOP-3)', 'claims.ath !== dpopTokenHash(token)', 'false'],
      ['a proof by another key is taken (DPOP-3)', 'jwkThumbprint(proof.jwk) !== jkt', 'false'],
      ['a proof is taken twice (DPOP-5)', 'return isNew ? null :', 'return true as boolean ? null :'],
      [
        'a proof without nonce is taken (DPOP-7)',
        'nonces !== undefined && !(claims.nonce !== undefined && nonces.isGood(claims.nonce))',
        'false',
      ],
      [
        'a memory that fails counts as one that has not seen the proof',
        "throw new GuardError('replays_unknown', detail)",
        'return true',
      ],
      ['an id of any length is remembered (DPOP-5)', ' || claims.jti.length > maxIdLength', ''],
    ],
  ),
  ...inGuard(
    'proof/nonces.ts',
    ['dpop'],
    [
      [
        'a nonce is good for ever',
        '[period(), period() - 1].some',
        '[period(), period() - 1, period() - 2].some',
      ],
    ],
  ),
  ...inGuard(
    'proof/replays.ts',
    ['replays'],
    [
      [
        'a full memory forgets what it has seen',
        'throw new Error(`${limit} proofs are remembered already`)',
        'ends.clear()',
      ],
    ],
  ),
  ...inGuard(
    'proof/certificate.ts',
    ['mtls'],
    [
      [
        'any certificate is the right one (MTLS-1)',
        "hash('sha256', der, 'base64url') === thumbprint",
        'true',
      ],
      ['a header counts whoever sends it (MTLS-2)', 'isProxy(peer?.address)', 'true'],
      [
        "the proxy's own certificate counts (MTLS-2)",
        '? readHeader(request.headers.get(proxyHeader.name), proxyHeader.format)',
        '? (readHeader(request.headers.get(proxyHeader.name), proxyHeader.format) ?? peer?.certificate() ?? null)',
      ],
    ],
  ),
]
