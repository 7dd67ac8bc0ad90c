import { inGuard } from './in-guard.ts'

/** What makes a JWT good without asking. */
export const ofJwts = [
  ...inGuard(
    'jwt/read-header.ts',
    ['jwt'],
    [
      [
        'an algorithm that is not allowed is taken (JOSE-1)',
        "algorithms.find((one) => one === header['alg'])",
        "header['alg'] as SignatureAlgorithm",
      ],
      ['a key in the header is overlooked (JOSE-2)', 'if (found !== undefined)', 'if (false)'],
      [
        'an extension that must be understood is overlooked (JOSE-5)',
        "'crit' in header || 'b64' in header",
        'false',
      ],
      [
        'a token without kid is matched with any key',
        "typeof kid !== 'string' || kid === '' || kid.length > maxKidLength",
        'false',
      ],
    ],
  ),
  ...inGuard(
    'jwt/verify-token.ts',
    ['jwt'],
    [
      ['the signature is not verified (AT-3)', 'if (!isSigned(jwt))', 'if (false)'],
      [
        'any kind of JWT is an access token (JOSE-4)',
        'const problem = checkProfile(profile, jwt.header, jwt.claims)',
        "const problem = checkProfile(profile, { typ: 'at+jwt' }, { ...jwt.claims })",
      ],
    ],
  ),
  ...inGuard(
    'jwt/profiles.ts',
    ['jwt', 'modes'],
    [
      ['an ID token of ZITADEL is an access token (AT-2)', 'if (other !== undefined)', 'if (false)'],
      [
        'a JWT without jti or client_id is an access token (AT-2)',
        'if (missing !== undefined)',
        'if (false)',
      ],
      [
        'a demand that nobody can meet is taken',
        "silentAbout: ['scope', 'acr', 'amr', 'auth_time']",
        'silentAbout: []',
      ],
    ],
  ),
  ...inGuard(
    'jwt/issuer-keys.ts',
    ['jwt'],
    [
      ['each invented key id reads the keys anew (JOSE-3)', ' || at - missedAt < cooldownMs', ''],
      [
        'a key id that is not there reads the keys in every cool-down (JOSE-3)',
        'penaltyBox.get(kid, at) !== undefined || ',
        '',
      ],
      [
        'keys that left the set go on working (JOSE-3)',
        'return age >= 0 && age < freshMs ? known : undefined',
        'return age >= 0 ? known : undefined',
      ],
      [
        'old keys are used although their address answers',
        'isUnreachable && known !== undefined',
        'known !== undefined',
      ],
    ],
  ),
  ...inGuard(
    'jwt/key-set.ts',
    ['jwt'],
    [
      ['a key of another name is used (JOSE-2)', "one['kid'] === kid && ", ''],
      ['of two keys with one name the first is used', ' || others.length > 0', ''],
      ['a key that was found for one algorithm is used by another (JOSE-1)', '`${alg} ${kid}`', 'kid'],
    ],
  ),
]
