import { inGuard } from './in-guard.ts'

/** How the issuer is asked. */
export const ofIntrospection = [
  ...inGuard(
    'introspection/client-authentication.ts',
    ['client-assertion'],
    [
      [
        'an assertion has no id of its own (CAUTH-5)',
        'encodeBase64Url(randomBytes(16))',
        "'AAAAAAAAAAAAAAAAAAAAAA'",
      ],
      [
        'an assertion is for another audience than the issuer (CAUTH-2)',
        '.setAudience(issuer)',
        '.setAudience(`${issuer}/oauth/v2/token`)',
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
    ],
  ),
]
