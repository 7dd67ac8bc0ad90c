import { inGuard } from './in-guard.ts'

/** Which key may verify what. */
export const ofSignatures = [
  ...inGuard(
    'signature/signature-check.ts',
    ['signature/signature-check'],
    [
      ['a key of another type is used (JOSE-1)', 'kty === algorithm.kty &&', ''],
      [
        'a key on another curve is used (JOSE-1)',
        "(algorithm.kty === 'RSA' || jwk['crv'] === algorithm.crv) &&",
        '',
      ],
      [
        'a key is used by another algorithm than its own (JOSE-1)',
        '(own === undefined || own === alg) &&',
        '',
      ],
      ['a key for encryption verifies (JOSE-2)', "(use === undefined || use === 'sig') &&", ''],
      ['a key verifies that is for something else (JOSE-2)', "operations.includes('verify') &&", ''],
      ['an operation of a key may stand twice', 'new Set(operations).size === operations.length', 'true'],
      ['a key with a private part is used', 'isPublicJwk(jwk)', 'true'],
      ['a short RSA key is used', 'modulusLength >= rsaBits.least &&', ''],
      ['a huge RSA key costs time', 'modulusLength <= rsaBits.most &&', ''],
      ['an even exponent is used', 'publicExponent % 2n === 1n &&', ''],
      ['an exponent by which everybody could sign is used', 'publicExponent > 1n &&', ''],
      ['a long exponent costs time', 'publicExponent <= largestExponent', 'true'],
      ['a signature may have several lengths (JOSE-5)', 'signature.length === length && ', ''],
      [
        'a signature is not looked at (AT-3)',
        "verify(hash, Buffer.from(signed, 'latin1'), input, signature)",
        'true',
      ],
    ],
  ),
  ...inGuard(
    'signature/algorithms.ts',
    ['signature/signature-check'],
    [
      ['a salt of any length is taken', 'saltLength: bits / 8', 'saltLength: constants.RSA_PSS_SALTLEN_AUTO'],
      [
        'PS is read as RS',
        'padding: constants.RSA_PKCS1_PSS_PADDING',
        'padding: constants.RSA_PKCS1_PADDING',
      ],
      [
        'every RSA signature is by SHA-256 (JOSE-1)',
        "kty: 'RSA', hash: `sha${bits}`, input: (key) => key",
        "kty: 'RSA', hash: 'sha256', input: (key) => key",
      ],
    ],
  ),
]
