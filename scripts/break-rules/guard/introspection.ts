import { inGuard } from './in-guard.ts'

/** How the issuer is asked. */
export const ofIntrospection = [
  ...inGuard(
    'introspection/assertion.ts',
    ['client-assertion'],
    [
      [
        'an assertion has no id of its own (CAUTH-5)',
        'encodeBase64Url(randomBytes(16))',
        "'AAAAAAAAAAAAAAAAAAAAAA'",
      ],
      [
        'an assertion is for another audience than the issuer (CAUTH-2)',
        'aud: issuer,',
        'aud: `${issuer}/oauth/v2/token`,',
      ],
      ['an assertion is good for long', 'exp: iat + lifetimeSeconds', 'exp: iat + 3600'],
    ],
  ),
  ...inGuard(
    'introspection/client-authentication.ts',
    ['client-assertion'],
    [
      [
        'a key of another client takes the place of the first (KEY-2)',
        'next.clientId === before.clientId &&',
        '',
      ],
      [
        'a question is sent twice with a credential that was refused',
        '!(next.keyId === before.keyId && next.privateKey.equals(before.privateKey))',
        'true',
      ],
      ['of all who were refused one goes on (KEY-2)', 'if (prove !== refused) return prove', ''],
    ],
  ),
  ...inGuard(
    'introspection/renewable.ts',
    ['client-assertion'],
    [
      [
        'what went wrong with a key file is shown',
        "} catch {\n      // the error may quote what was read\n      return 'cannot be read'",
        '} catch (error) {\n      return String(error)',
      ],
    ],
  ),
  ...inGuard(
    'introspection/introspect.ts',
    ['introspection', 'zitadel-shapes'],
    [
      [
        "the API's own bad credential is not told apart",
        "error === 'unauthorized_client' || error === 'invalid_client'",
        'false',
      ],
      [
        'a replaced key needs a restart (KEY-2)',
        'isCredentialRefused(first) ? authentication.renew(prove) : undefined',
        'undefined',
      ],
    ],
  ),
]
