import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const store = 'packages/store'
const gateway = 'packages/gateway'
const login = 'packages/login'

/** Renewals by one of several processes, judgements of living sessions, and handles that are rotated and replaced. */
export const renewalAndHandles: Area = {
  name: 'renewal-and-handles',
  tests: [
    `${store}/test/handles`,
    `${store}/test/stolen-copy`,
    `${gateway}/src/sessions/`,
    `${gateway}/test/renewal.test`,
    `${gateway}/test/renewal-lease`,
    `${gateway}/test/rotation`,
    `${gateway}/test/session.test`,
    `${login}/test/renewal`,
  ],
  rules: [
    ...inFile(
      `${gateway}/src/sessions/lease.ts`,
      [`${gateway}/src/sessions/lease`],
      [
        ['two processes mint at the same time (RT-2)', 'if (!taken.written) return undefined', ''],
        [
          'a process that died holds its lease for ever',
          'expiresAt: now() + leaseLifeMs })',
          'expiresAt: null })',
        ],
        [
          'a lease runs out under a mint that takes long',
          'void keepUntil(over.signal, keep, wait)',
          'void over',
        ],
        ["a process gives another's lease back", '{ version: mine }', '{}'],
      ],
    ),
    ...inFile(
      `${gateway}/src/sessions/renewal-turn.ts`,
      [`${gateway}/src/sessions/renewal-turn`, `${gateway}/test/renewal-lease`],
      [
        [
          'a mint whose lease was lost is written (IN-DOUBT)',
          'writes < mostWrites && (await lease.keep())',
          'writes < mostWrites',
        ],
        [
          'a mint that comes late is written over a newer one (IN-DOUBT)',
          'if (record.inner.fence >= fence) break',
          '',
        ],
        [
          'tokens of a dropped mint live on (IN-DOUBT)',
          "await engine.discard(login.tokens)\n    return { kind: 'busy' }",
          "return { kind: 'busy' }",
        ],
        [
          'a session that another has just renewed is renewed again (SAME-SUCCESSOR)',
          "found.kind === 'busy' ? await mint(known, secret, lease) : found",
          'await mint(known, secret, lease)',
        ],
        ['the fence is not kept beside the tokens', ', fence, tokensAt', ', tokensAt'],
        ['tokens of another session are kept (ONE-BINDING)', 'if (isOf(known, login)) return', 'return'],
        ['a refusal of the policy does not end the session (POLICY-NOW)', "'LOGIN_INSUFFICIENT', ", ''],
      ],
    ),
    ...inFile(
      `${gateway}/src/sessions/renewal.ts`,
      [`${gateway}/test/renewal-lease`, `${gateway}/test/renewal.test`],
      [
        [
          'a call waits for a renewal though its token lives (NO-CALL-LOST)',
          'if (!mayServe(record))',
          'if (true)',
        ],
        ['a lost answer fails the calls that wait (LOST-ANSWER)', 'mints === mostMints', 'mints === 1'],
        [
          'a collision is taken for a failure (COMMAND-sGr42)',
          " && !isLoginError(error, 'RENEWAL_COLLISION')",
          '',
        ],
        ['a failing issuer is asked with every call', '(pauses.get(record.recordId) ?? 0) <= now()', 'true'],
        ['a mint is cut off when the gateway closes', 'await Promise.allSettled(underWay)', ''],
      ],
    ),
    ...inFile(
      `${gateway}/src/sessions/judgement.ts`,
      [`${gateway}/test/session.test`],
      [
        ['what could not be read ends the session (OPS-1)', 'if (unread.length > 0)', 'if (false)'],
        [
          'a slow judgement is good for longer (POLICY-NOW)',
          'await note(record, judgedAt)',
          'await note(record, now())',
        ],
        ['every request is judged after the clock went back', ' && known <= now()', ''],
      ],
    ),
    ...inFile(
      `${gateway}/src/sessions/session-limits.ts`,
      [`${gateway}/test/session.test`],
      [
        [
          'settings of a minute ago count as of now (POLICY-NOW)',
          'session.policyCheckSeconds - settingsCacheSeconds',
          'session.policyCheckSeconds',
        ],
        [
          'a session is used at the end of policyCheckSeconds (POLICY-NOW)',
          'now - judgedAt >= policyCheckMs',
          'now - judgedAt > policyCheckMs',
        ],
        ['a clock that went back makes a judgement good for longer (POLICY-NOW)', 'now < judgedAt || ', ''],
      ],
    ),
    ...inFile(
      `${gateway}/src/sessions/rotation.ts`,
      [`${gateway}/test/rotation`],
      [
        ['a handle is never replaced', 'now() - handle.since >= rotateMs', 'false'],
        ['a handle stays under an old deployment key (KEY-3)', '!handle.isUnderCurrentKey || ', ''],
        [
          'an old handle lives on beside its successor',
          'if (record.handle.isUnsettled) return records.settleHandle(record, { graceMs })',
          '',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/src/proxy/proxy.ts`,
      [`${gateway}/test/rotation`],
      [['a proxied answer keeps the new handle back', 'if (used.replacement !== null)', 'if (false)']],
    ),
    ...inFile(
      `${gateway}/src/http/session-routes.ts`,
      [`${gateway}/test/rotation`],
      [['the page is not given the new handle', 'if (replacement !== null)', 'if (false)']],
    ),
    ...inFile(
      `${gateway}/src/http/login-routes.ts`,
      [`${gateway}/test/rotation`],
      [
        [
          'the handle of before works on after a login (FIX-1)',
          "await sessions.end(parseSecret(exchangeOf(request.raw).cookies.get(cookies.session)), 'new_login')",
          '',
        ],
      ],
    ),
    ...inFile(
      `${store}/src/sealed/sealed-records.ts`,
      [`${store}/test/handles`, `${store}/test/stolen-copy`],
      [
        [
          'a rotation keeps the data key, which an old copy gives away',
          'newHandle(keyOf(randomBytes(secretBytes)), place,',
          'newHandle(opened.dataKey, place,',
        ],
        [
          'every record has the same data key (RT-1)',
          'newHandle(keyOf(randomBytes(secretBytes)), file.placeOf(recordId)',
          'newHandle(keyOf(new Uint8Array(secretBytes)), file.placeOf(recordId)',
        ],
        ['a handle is replaced while another is in its grace', ' || others.length > 0', ''],
        ['a rotation loses the age of the handle', ', since: own.since }', ' }'],
      ],
    ),
    ...inFile(
      `${store}/src/sealed/new-handle.ts`,
      [`${store}/test/handles`],
      [['the grace of an old handle has no end', 'Math.min(wrap.expiresAt ?? end, end)', 'wrap.expiresAt']],
    ),
    ...inFile(
      `${store}/src/sealed/record-file.ts`,
      [`${store}/test/handles`],
      [
        [
          'a handle opens after its grace',
          'if (wrap.expiresAt !== null && wrap.expiresAt <= now()) return undefined',
          '',
        ],
      ],
    ),
    ...inFile(
      `${store}/src/sealed/handle-state.ts`,
      [`${store}/test/handles`],
      [
        [
          'whoever brings the new handle is given it as its own successor',
          'isNewest || expiresAt !== null ? null : successor',
          'successor',
        ],
      ],
    ),
    ...inFile(
      `${login}/src/create-login-engine.ts`,
      [`${login}/test/renewal`],
      [['tokens that nobody needs are not given back', 'driver.revoke(accessToken)', 'Promise.resolve()']],
    ),
  ],
}
