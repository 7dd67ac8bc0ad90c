import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const src = 'packages/guard/src'
const test = 'packages/guard/test'

/** Rows of one file of the guard, with the tests of it that are nearest. */
const inGuard: typeof inFile = (file, nearest, rows) =>
  inFile(
    `${src}/${file}`,
    [nearest].flat().map((one) => `${test}/${one}`),
    rows,
  )

/** What an API may believe of a token, and of whoever sends it. */
export const guard: Area = {
  name: 'guard',
  tests: [`${test}/`, `${src}/`],
  rules: [
    ...inGuard(
      'credentials.ts',
      ['adapters'],
      [
        [
          'two tokens in one request are not told from a broken one (AT-6)',
          "return header.includes(',')",
          'return false',
        ],
        [
          'a token in the query beside one in the header is overlooked (AT-6)',
          'if (inQuery)\n    return',
          'if (false)\n    return',
        ],
        [
          'a token of any length is read (JOSE-5)',
          'header.length > scheme.length + 1 + rules.maxTokenLength',
          'false',
        ],
      ],
    ),
    ...inGuard(
      'adapters/view.ts',
      ['adapters'],
      [
        [
          'the second of two headers is not seen (AT-6)',
          'found === null ? value : `${found}, ${value}`',
          'found ?? value',
        ],
      ],
    ),
    ...inGuard(
      'adapters/express.ts',
      ['adapters'],
      [['a proof is compared with a shortened address (DPOP-2)', 'request.originalUrl', 'request.url']],
    ),
    ...inGuard(
      'judgement/pick-issuer.ts',
      ['modes'],
      [
        [
          "a token's iss is not looked at (AT-3)",
          "isJwt ? byName.get(typeof named === 'string' ? named : '') : issuers[0]",
          'issuers[0]',
        ],
        ['an opaque token is judged by a signature', 'if (!isJwt)\n      return', 'if (false)\n      return'],
      ],
    ),
    ...inGuard(
      'judgement/judge-token.ts',
      ['modes', 'eviction'],
      [
        [
          'a fresh route is answered from memory (AT-8)',
          'fresh: undefined, cached: asked',
          'fresh: asked, cached: asked',
        ],
        ['what was verified offline serves cached routes (AT-8)', 'offline: verified }', 'offline: asked }'],
        [
          "another process's answer is not judged (INTRO-3)",
          'const verdict = judgeClaims(answer.token, issuer, settings, now())',
          'const verdict = judgeClaims(answer.token, { ...issuer, audience: null }, settings, now())',
        ],
        [
          "another process's answer is used past its age (INTRO-4)",
          'now() < answer.askedAt + maxAgeMs',
          'true',
        ],
        ['an end that was not shared is called done', 'if (!isKnown) throw', 'if (false) throw'],
        ['other processes are not told of an end', 'await shared.end(subject)', 'true'],
      ],
    ),
    ...inGuard(
      'judgement/judge-claims.ts',
      ['introspection', 'jwt'],
      [
        ['a token of another issuer is taken (AT-3)', 'iss === undefined || iss === issuer', 'true'],
        ['a token for others is taken (AT-3)', 'audience === null || aud.includes(audience)', 'true'],
        ['a token that is over is taken (AT-3)', 'exp !== undefined && at >= exp * 1000', 'false'],
        [
          'a token has its end with tolerance (JOSE-5)',
          'at >= exp * 1000',
          'at >= exp * 1000 + clockToleranceSeconds * 1000',
        ],
        [
          'a token that has not begun is taken (JOSE-5)',
          '(nbf ?? 0) * 1000 <= latestStart && (iat ?? 0) * 1000 <= latestStart',
          'true',
        ],
        ['a token without an end is taken', 'if (exp === undefined)', 'if (false as boolean)'],
        [
          'a token without a subject is taken',
          "subject === undefined || subject === ''",
          'subject === undefined',
        ],
        ['a bound token counts as a bearer token (DPOP-6)', 'return { jkt, certificate }', 'return null'],
        ['a binding that is not understood is overlooked', 'Object.keys(others).length > 0 ||', ''],
        ['a token of an unknown type is taken', "kind !== 'bearer' && kind !== 'dpop'", 'false'],
      ],
    ),
    ...inGuard(
      'principal/roles.ts',
      ['guard'],
      [
        [
          'a role of another project counts as one of this',
          'const projectId = name === ofOwnProject ? null : ofNamedProject.exec(name)?.[1]',
          "const projectId = name === ofOwnProject ? null : ofNamedProject.exec(name)?.[1] && '300000000000000001'",
        ],
      ],
    ),
    ...inGuard(
      'principal/principal.ts',
      ['guard', 'demands'],
      [
        [
          'a role counts in every organization',
          'organizationId === undefined || held.organizationIds.includes(organizationId)',
          'true',
        ],
      ],
    ),
    ...inGuard(
      'jwt/check-header.ts',
      ['jwt'],
      [
        [
          'an algorithm that is not allowed is taken (JOSE-1)',
          "typeof alg !== 'string' || !algorithms.some((one) => one === alg)",
          'false',
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
        [
          'the signature is not verified (AT-3)',
          'await compactVerify(token, key, { algorithms: [...algorithms] })',
          '',
        ],
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
          'age >= 0 && age < freshMs) return known',
          'age >= 0) return known',
        ],
        [
          'old keys are used although their address answers',
          'isUnreachable && known !== undefined',
          'known !== undefined',
        ],
      ],
    ),
    ...inGuard(
      'jwt/read-keys.ts',
      ['jwt'],
      [
        [
          'a symmetric key of the set is used (JOSE-1)',
          "createLocalJWKSet({ keys: document['keys'].filter(({ kty }) => kty !== 'oct') })",
          "createLocalJWKSet({ keys: document['keys'].map((key) => key['kty'] === 'oct' ? { kty: 'EC', crv: 'P-256', x: '', y: '', kid: '1' } : key) } as never)",
        ],
      ],
    ),
    ...inGuard(
      'cache/verdicts.ts',
      ['cache', 'eviction', 'modes', 'breaker'],
      [
        [
          'an answer is used past the end of the token (INTRO-4)',
          'Math.min(freshUntil + staleWhileUnreachableSeconds * 1000, expiresAt)',
          'freshUntil + staleWhileUnreachableSeconds * 1000',
        ],
        [
          'an answer to a question from before the end of a login is kept',
          'isOvertaken || forgotten.has(verdict.principal.subject)',
          'isOvertaken',
        ],
        ['whoever comes after the end of a login waits for an answer from before', 'pending.clear()', ''],
        [
          'a forgotten subject is remembered',
          'accepted.deleteWhere(({ verdict }) => verdict.accepted && verdict.principal.subject === subject)',
          '',
        ],
        [
          'an old answer is used although the issuer answers',
          "error.reason !== 'issuer_unreachable' || ",
          '',
        ],
        [
          'an older answer makes a token good again that was found bad',
          'verdict.accepted && (isOvertaken || ',
          'verdict.accepted && (',
        ],
        ['a token that was found bad stays good in memory', 'accepted.delete(key)', ''],
        ['any number of tokens waits for the issuer (OPS-3)', 'underWay.size >= maxPending', 'false'],
        ['each request asks by itself (INTRO-4)', 'if (waiting !== undefined) return waiting.answer', ''],
      ],
    ),
    ...inGuard(
      'cache/shared-cache.ts',
      ['eviction'],
      [
        ['an answer counts under another name', '.setAAD(Buffer.from(name)).setAuthTag', '.setAuthTag'],
        [
          'names in a shared cache are hashes that anybody can make',
          "createHmac('sha256', nameKey)",
          "createHmac('sha256', '')",
        ],
      ],
    ),
    ...inGuard(
      'cache/shared-answers.ts',
      ['eviction'],
      [
        [
          'the end of a login is not looked for',
          'answer.askedAt > endedAt + toleranceMs ? answer : undefined',
          'answer',
        ],
        [
          'clocks that differ bring an ended login back',
          'answer.askedAt > endedAt + toleranceMs',
          'answer.askedAt > endedAt',
        ],
      ],
    ),
    ...inGuard(
      'eviction/evictions.ts',
      ['eviction'],
      [
        [
          'anybody may make the guard forget',
          'signature === null || !isSameSecret(signature, evictionSignature(body, secret))',
          'false',
        ],
        ['an old message counts', 'Math.abs(now() - message.iat * 1000) > maxAgeSeconds * 1000', 'false'],
        ['a message counts twice', '!(await replays.addOnce(`eviction.${signature}`, until))', 'false'],
      ],
    ),
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
    ...inGuard(
      'issuer/ask.ts',
      ['introspection'],
      [
        ['a redirect carries the token elsewhere', "redirect: 'manual',", "redirect: 'follow',"],
        ['an issuer that keeps silent is waited for', 'signal: AbortSignal.timeout(timeoutMs),', ''],
        ['an answer of any size is read', 'if (length > maxBytes)', 'if (false)'],
      ],
    ),
    ...inGuard(
      'issuer/breaker.ts',
      ['breaker'],
      [
        ['a failing issuer is asked for every token', 'inARow >= failures', 'false'],
        [
          'all who wait ask at once when the pause is over',
          'openUntil = now() + openSeconds * 1000\n    }\n    try',
          '}\n    try',
        ],
      ],
    ),
    ...inGuard(
      'demands/step-up.ts',
      ['demands'],
      [
        [
          'a token that does not say when its user logged in is new (STEP-2)',
          'authTime !== null && at <= authTime',
          'authTime === null || at <= authTime',
        ],
        ['one of several methods is enough', 'methods.every((method)', 'methods.some((method)'],
      ],
    ),
    ...inGuard(
      'demands/demands.ts',
      ['demands', 'guard'],
      [
        [
          'a machine passes as a user (AT-5)',
          'authTime !== null && client !== null && client !== subject',
          'client !== null',
        ],
        [
          'a caller of another organization is let in (AT-9)',
          'organization !== null && id !== null && organization.id === id',
          'organization !== null',
        ],
        [
          'anything truthy is permission',
          '(await predicate(principal, request)) === true',
          'await predicate(principal, request)',
        ],
        [
          'one of several scopes is enough (AT-4)',
          'if (missing.length === 0) return null',
          'if (missing.length < scopes.length) return null',
        ],
      ],
    ),
    ...inGuard(
      'guard.ts',
      ['dpop', 'guard'],
      [
        [
          'an unbound token is taken where bound ones are required',
          'dpop?.required === true && (binding?.jkt ?? null) === null',
          'false',
        ],
        [
          'the sender of a bound token is not checked (DPOP-6)',
          'if (problem !== null) return no({ ...problem, subject }, source)',
          '',
        ],
        [
          'bad credentials make a stranger',
          "request.headers.get('authorization') === null",
          "!request.headers.get('authorization')",
        ],
        [
          'a rule that nobody can meet is taken',
          'function route(rule: Rule): RouteGuard {\n    checkRule(rule, settings)',
          'function route(rule: Rule): RouteGuard {',
        ],
      ],
    ),
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
          'await compactVerify(jwt, key, { algorithms: [...algorithms] })',
          '',
        ],
        ['a proof of any type is taken (DPOP-1)', "typ !== 'dpop+jwt'", 'false'],
        ['a proof by any algorithm is read (DPOP-1)', '!algorithms.some((one) => one === alg)', 'false'],
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
        [
          'a proof by another key is taken (DPOP-3)',
          "(await calculateJwkThumbprint(proof.jwk, 'sha256')) !== jkt",
          'false',
        ],
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
    ...inGuard(
      'refusal.ts',
      ['resource-metadata', 'adapters', 'guard'],
      [
        [
          'a caller without credentials gets an error code (AT-7)',
          'TOKEN_MISSING: null,',
          "TOKEN_MISSING: 'invalid_token',",
        ],
        [
          'the challenge does not say where the metadata lie (PRM-3)',
          '{ resource_metadata: resourceMetadata }',
          '{}',
        ],
      ],
    ),
    ...inGuard(
      'settings.ts',
      ['modes', 'guard'],
      [
        [
          'judging offline is what happens without introspection',
          "one.introspection === undefined && one.mode !== 'offline'",
          'false',
        ],
        [
          'an audience that is not said is none',
          'audience: v.nullable(text)',
          'audience: v.optional(v.nullable(text), null)',
        ],
      ],
    ),
    {
      name: 'a member may stand twice in a token (JOSE-5)',
      file: 'packages/protocol/src/strict-json.ts',
      find: 'return hasRepeatedMember(text) ? undefined : value',
      replace: 'return value',
      nearest: [`${test}/jwt`],
    },
    {
      name: 'a private key in a proof is overlooked (DPOP-1)',
      file: 'packages/protocol/src/dpop.ts',
      find: 'privateMembers.some((name) => name in jwk) ? undefined : jwk',
      replace: 'jwk',
      nearest: [`${test}/dpop`],
    },
  ],
}
