/** A promise about the whole product, and everything that shows that it is kept. Paths are from the repository's root. */
export interface Invariant {
  readonly name: string
  readonly promise: string
  /** How it is held, each with the file in which that stands. */
  readonly held: readonly (readonly [file: string, how: string])[]
  /** Test files, and the titles in them as they stand in the source. */
  readonly tests: readonly (readonly [file: string, title: string])[]
  /** Rows of `scripts/break-rules/`: what holds no more when the source is changed there, which the tests have to notice. */
  readonly broken: readonly (readonly [area: string, rule: string])[]
  /** What this version does not have of it, where it has a part only. */
  readonly missing?: string
}

/** A promise about something that does not exist yet. */
export interface LaterInvariant {
  readonly name: string
  readonly promise: string
  readonly missing: string
}

const login = 'packages/login'
const gateway = 'packages/gateway'
const store = 'packages/store'
const guard = 'packages/guard'

export const invariants: readonly Invariant[] = [
  {
    name: 'NO-TOKEN-OUT',
    promise:
      'No token, session token, code or assertion ever leaves towards a browser: not in a body, header, cookie, URL, log line, span or metric.',
    held: [
      [`${gateway}/src/sessions/session-view.ts`, 'a page gets a named list of values, never a record'],
      [`${gateway}/src/proxy/answer-headers.ts`, 'what a service may say to a browser'],
      [`${gateway}/src/audit/events.ts`, 'what is audited is a closed list'],
      [`${gateway}/src/audit/logger.ts`, 'of foreign errors no message is logged'],
      [`${gateway}/src/metrics/metrics.ts`, 'labels have closed lists'],
      [`${gateway}/src/http/error-answer.ts`, 'of an error a browser gets its row in a table'],
    ],
    tests: [
      [
        `${gateway}/test/with-zitadel.test.ts`,
        'keeps passwords and tokens out of every sink, on good and bad days (CRED-4, AUD-2, NO-TOKEN-OUT)',
      ],
      [
        `${gateway}/test/audit.test.ts`,
        'and every other sink are free of passwords, codes and tokens, in any disguise (AUD-2, CRED-4, NO-TOKEN-OUT)',
      ],
      [
        `${gateway}/test/metrics.test.ts`,
        'holds no name, subject, password, code, token, handle or path, whatever happens (NO-TOKEN-OUT)',
      ],
      [
        `${gateway}/test/tracing.test.ts`,
        'no span holds a name, a password, a handle, a token, a path, a query or an error text (NO-TOKEN-OUT, CRED-2)',
      ],
      [
        'e2e/newsroom.test.ts',
        'logs in with a form inside the page, serves feed and quote, tells what happened, logs out, and shows no token (RT-7)',
      ],
    ],
    broken: [
      ['seeing', 'whatever comes becomes a label of a metric (NO-TOKEN-OUT)'],
      ['seeing', 'a span holds the text of an error'],
    ],
  },
  {
    name: 'NO-TOKEN-EARLY',
    promise:
      'No token is stored or given out for a login whose requirements are not all met. One that was minted beside the last reading of facts dies with its ZITADEL session if they no longer suffice.',
    held: [
      [`${login}/src/dispatch.ts`, 'what comes next is decided from the stored attempt alone'],
      [`${login}/src/sufficiency/sufficient-attempt.ts`, 'the only place that makes what binding takes'],
      [`${login}/src/steps/exchange-code.ts`, 'the facts are read again beside the exchange'],
      [`${login}/src/undo.ts`, 'what a failed login made is ended'],
    ],
    tests: [
      [
        `${login}/src/dispatch.test.ts`,
        'reaches neither binding nor anything after it while something is missing (NO-TOKEN-EARLY)',
      ],
      [
        `${login}/test/totp-login.test.ts`,
        'says what is still needed, and gives no token before it (NO-TOKEN-EARLY)',
      ],
      [
        `${login}/test/policy.test.ts`,
        'is read once more beside the exchange: a policy that changed between bind and exchange gives nothing (NO-TOKEN-EARLY)',
      ],
      [
        `${login}/test/attempts.test.ts`,
        'gives nothing out when it is cancelled in the middle of its last steps (NO-TOKEN-EARLY)',
      ],
      [
        `${login}/test/renewal.test.ts`,
        'is refused when the policy changes beside the exchange, and the new token is revoked (NO-TOKEN-EARLY)',
      ],
      [`${login}/test/policy.test.ts`, 'is reported, and gives no token: %s'],
    ],
    broken: [
      ['binding', 'an attempt that needs something goes on to the binding (NO-TOKEN-EARLY)'],
      ['binding', 'facts that changed beside the exchange are ignored (NO-TOKEN-EARLY)'],
      ['binding', 'a failed login leaves what it made'],
      ['sufficiency', 'anything is taken for a proof'],
    ],
  },
  {
    name: 'ONE-BINDING',
    promise:
      'An authorization request is bound once and a code redeemed once, by us: ZITADEL does not hold this when calls race. Tokens whose `sub` and `sid` are not those of the session that was proven are thrown away and revoked.',
    held: [
      [`${login}/src/undo.ts`, 'one request at a time has an attempt, by its version in the store'],
      [`${login}/src/validate/proven.ts`, 'tokens are compared with the proven session'],
      [`${login}/src/zitadel/accept.ts`, 'what does not fit is revoked'],
      [`${gateway}/src/sessions/renewal-turn.ts`, 'the same for tokens of a renewal'],
    ],
    tests: [
      [
        `${login}/test/attempts.test.ts`,
        'takes one of many proofs at once, and makes one session and one exchange (CODE-5)',
      ],
      [`${login}/test/issuer-trouble.test.ts`, 'repeats nothing that is single use (CODE-1, ONE-BINDING)'],
      [`${login}/test/forged-answers.test.ts`, 'is refused and revoked: %s (CODE-2, ONE-BINDING)'],
      [
        `${login}/test/renewal.test.ts`,
        'throws tokens of another user away, and ends the session (ONE-BINDING)',
      ],
      [
        `${gateway}/src/sessions/renewal-turn.test.ts`,
        'of another session ends the session, and its tokens (ONE-BINDING)',
      ],
    ],
    broken: [
      ['binding', 'two requests work on one attempt (CODE-5)'],
      ['binding', 'tokens are not compared with the proven session (ONE-BINDING)'],
      ['binding', 'tokens of another user are taken (ONE-BINDING)'],
      ['binding', 'tokens of another session are taken (ONE-BINDING)'],
      ['binding', 'thrown-away tokens live on'],
      ['renewal-and-handles', 'tokens of another session are kept (ONE-BINDING)'],
    ],
  },
  {
    name: 'POLICY-NOW',
    promise:
      'No token is renewed, and no session used longer than `session.policyCheckSeconds`, for a user whom today’s policy and facts would not let log in. What could not be read ends nothing: the session answers 503 until it can.',
    held: [
      [`${gateway}/src/sessions/judgement.ts`, 'judges a session, once for all who ask'],
      [`${gateway}/src/sessions/sessions.ts`, 'no use without a judgement that is young enough'],
      [`${gateway}/src/sessions/live-watch.ts`, 'what is open is judged as often'],
      [`${login}/src/renew.ts`, 'a renewal is judged like a login'],
      [`${gateway}/src/sessions/session-limits.ts`, 'the age of remembered settings counts'],
    ],
    tests: [
      [`${gateway}/test/policy-now.test.ts`, 'after %s, and ends at ZITADEL too'],
      [
        `${gateway}/test/policy-now.test.ts`,
        'after a policy that changed %i ms after the login, where settings are remembered for a minute',
      ],
      [
        `${gateway}/test/session.test.ts`,
        'is judged by the policy %s, once for all who ask at that time (POLICY-NOW)',
      ],
      [
        `${gateway}/test/with-zitadel.test.ts`,
        'ends the session of a user who was deactivated, within policyCheckSeconds (POLICY-NOW)',
      ],
      [
        `${gateway}/test/streams.test.ts`,
        'is a use: its session is judged every policyCheckSeconds, once, without moving the idle limit (POLICY-NOW)',
      ],
      [
        `${gateway}/test/session.test.ts`,
        'is judged anew when the clock went back, and then as often as ever (POLICY-NOW)',
      ],
      [`${login}/test/renewal.test.ts`, 'is refused, and the session ended, when %s (POLICY-NOW)'],
    ],
    broken: [
      ['binding', "a renewal ignores today's policy (POLICY-NOW)"],
      ['ending', 'a session with something open is not judged (POLICY-NOW)'],
      ['ending', 'a judgement that refuses ends nothing (POLICY-NOW)'],
      ['renewal-and-handles', 'a refusal of the policy does not end the session (POLICY-NOW)'],
      ['renewal-and-handles', 'a slow judgement is good for longer (POLICY-NOW)'],
      ['renewal-and-handles', 'settings of a minute ago count as of now (POLICY-NOW)'],
      ['renewal-and-handles', 'a session is used at the end of policyCheckSeconds (POLICY-NOW)'],
      ['renewal-and-handles', 'a clock that went back makes a judgement good for longer (POLICY-NOW)'],
    ],
  },
  {
    name: 'SAME-SUCCESSOR',
    promise: 'Everyone who waited for a renewal gets its result; none gets an error that we caused.',
    held: [
      [`${gateway}/src/sessions/renewal.ts`, 'one renewal for all who wait in a process'],
      [`${gateway}/src/sessions/renewal-turn.ts`, 'the other processes read what the one wrote'],
      [`${gateway}/src/sessions/lease.ts`, 'one process mints'],
    ],
    tests: [
      [
        `${gateway}/test/renewal-lease.test.ts`,
        'is done by one, and everybody who waits gets its tokens (SAME-SUCCESSOR)',
      ],
      [
        `${gateway}/src/sessions/renewal-turn.test.ts`,
        'is not begun when somebody had renewed before the lease was there (SAME-SUCCESSOR)',
      ],
      [
        `${gateway}/test/renewal-contention.test.ts`,
        'is renewed once a round and fails no call, whatever the issuer does (SAME-SUCCESSOR, NO-CALL-LOST, LOST-ANSWER, RT-2)',
      ],
    ],
    broken: [
      ['renewal-and-handles', 'a session that another has just renewed is renewed again (SAME-SUCCESSOR)'],
      ['renewal-and-handles', 'two processes mint at the same time (RT-2)'],
      ['renewal-and-handles', 'a process that died holds its lease for ever'],
    ],
  },
  {
    name: 'IN-DOUBT',
    promise:
      'A renewal whose exclusive right was lost under way (lease over, answer lost, process killed) is never trusted: its result is dropped.',
    held: [
      [
        `${gateway}/src/sessions/renewal-turn.ts`,
        'a mint is written with the fence of its lease, or not at all; what is dropped is ended at ZITADEL',
      ],
      [`${gateway}/src/sessions/lease.ts`, 'every lease has a greater fence than those before'],
    ],
    tests: [
      [
        `${gateway}/test/renewal-lease.test.ts`,
        'is dropped when its right was lost under way, its tokens are ended, and its callers get what the other wrote (IN-DOUBT)',
      ],
      [
        `${gateway}/src/sessions/renewal-turn.test.ts`,
        'whose lease is not its own any more writes nothing, and its tokens are ended (IN-DOUBT)',
      ],
      [
        `${gateway}/src/sessions/renewal-turn.test.ts`,
        'of fence 7 beside one of fence %i leaves the tokens %s (IN-DOUBT)',
      ],
      [`${gateway}/src/sessions/lease.test.ts`, 'has a greater fence than every one before it'],
    ],
    broken: [
      ['renewal-and-handles', 'a mint whose lease was lost is written (IN-DOUBT)'],
      ['renewal-and-handles', 'a mint that comes late is written over a newer one (IN-DOUBT)'],
      ['renewal-and-handles', 'tokens of a dropped mint live on (IN-DOUBT)'],
    ],
    missing: 'Held for mints. For the redemption of refresh tokens: there is none yet.',
  },
  {
    name: 'LOST-ANSWER',
    promise: 'A lost answer to a renewal costs a call: another mint is made, and no caller fails by it.',
    held: [
      [`${gateway}/src/sessions/renewal.ts`, 'tries again, three times where no token is left'],
      [`${login}/src/renew.ts`, 'a renewal that failed leaves the session as it was'],
    ],
    tests: [
      [
        `${gateway}/test/renewal-lease.test.ts`,
        'whose answer was lost is another one, and no call fails (LOST-ANSWER)',
      ],
      [
        `${login}/test/renewal.test.ts`,
        'leaves the session as it was when the issuer cannot be reached, and works at the next try (LOST-ANSWER)',
      ],
      [
        `${gateway}/test/renewal-contention.test.ts`,
        'is renewed once a round and fails no call, whatever the issuer does (SAME-SUCCESSOR, NO-CALL-LOST, LOST-ANSWER, RT-2)',
      ],
    ],
    broken: [
      ['renewal-and-handles', 'a lost answer fails the calls that wait (LOST-ANSWER)'],
      ['renewal-and-handles', 'a collision is taken for a failure (COMMAND-sGr42)'],
    ],
    missing:
      'That a user is asked again “with what they were doing kept” where nothing can be minted: there is no such flow yet.',
  },
  {
    name: 'NO-CALL-LOST',
    promise:
      'No call in flight is broken by a renewal: minting leaves the old token alive, and it serves until its own end.',
    held: [
      [`${gateway}/src/sessions/renewal.ts`, 'while the old token lives nobody waits'],
      [`${login}/src/renew.ts`, 'a new token set from the same ZITADEL session, beside the old one'],
    ],
    tests: [
      [
        `${gateway}/test/renewal.test.ts`,
        'lets the old token serve meanwhile, once for all callers, and the new one afterwards',
      ],
      [
        `${gateway}/test/with-zitadel.test.ts`,
        'renews ahead of the end of the token while the old one lives on (NO-CALL-LOST)',
      ],
      [
        `${login}/test/renewal.test.ts`,
        'gives another token set from the same session, and leaves the old one alive (NO-CALL-LOST)',
      ],
      [
        `${gateway}/test/renewal-contention.test.ts`,
        'is renewed once a round and fails no call, whatever the issuer does (SAME-SUCCESSOR, NO-CALL-LOST, LOST-ANSWER, RT-2)',
      ],
    ],
    broken: [
      ['renewal-and-handles', 'a call waits for a renewal though its token lives (NO-CALL-LOST)'],
      ['renewal-and-handles', 'a mint is cut off when the gateway closes'],
    ],
    missing:
      'That calls are waited for where a refresh token must be redeemed: there is no refresh token yet.',
  },
  {
    name: 'LOGOUT-IS-FINAL',
    promise:
      'A log-out is answered when its note is durable and the record is gone (after waiting up to 3 s for ZITADEL). From then on no process forwards another request for that session, and nothing brings it back.',
    held: [
      [`${gateway}/src/sessions/endings.ts`, 'the note first, then the records'],
      [`${gateway}/src/sessions/ended-sessions.ts`, 'the note is also the mark that nothing comes back over'],
      [`${gateway}/src/sessions/outbox.ts`, 'ZITADEL is told until it has confirmed'],
      [`${gateway}/src/sessions/live-watch.ts`, 'what is open in other processes is cut off'],
      [`${store}/src/sealed/record-file.ts`, 'nothing is served out of memory without a look into the store'],
      [`${store}/src/sqlite/open-database.ts`, 'every commit reaches the disk'],
      [`${store}/src/sqlite/same-file.ts`, 'nothing is written into a file that was removed or replaced'],
    ],
    tests: [
      [
        `${gateway}/test/logout-is-final.test.ts`,
        'is durable first, then the record is removed, then ZITADEL is told',
      ],
      [
        `${gateway}/test/logout-is-final.test.ts`,
        'loses nothing when it cannot be made durable: nothing is removed, and the user is told (OPS-1)',
      ],
      [
        `${gateway}/test/logout-is-final.test.ts`,
        'holds on every replica when it was answered: the cookie is nothing there (FIX-5)',
      ],
      [
        `${gateway}/test/logout-is-final.test.ts`,
        'lets no request through that begins after its answer, of fifty that run beside it',
      ],
      [`${gateway}/test/logout-is-final.test.ts`, 'wins against a renewal that comes back later'],
      [
        `${gateway}/test/rotation.test.ts`,
        'do not come back by a rotation that races with a logout (LOGOUT-IS-FINAL)',
      ],
      [
        `${gateway}/test/renewal-lease.test.ts`,
        'is dropped when the session was ended in the other process meanwhile (LOGOUT-IS-FINAL)',
      ],
      [
        `${store}/test/recent-openings.test.ts`,
        'costs no second opening, but a look into the store each time (LOGOUT-IS-FINAL)',
      ],
      [
        `${store}/test/sqlite-file.test.ts`,
        'takes no write when it was %s while it was open: nobody would ever see it (LOGOUT-IS-FINAL)',
      ],
    ],
    broken: [
      ['ending', 'what is written into a file that was removed counts (LOGOUT-IS-FINAL)'],
      ['ending', 'records go before their end is durable (LOGOUT-IS-FINAL)'],
      ['ending', 'the record is left to the outbox (LOGOUT-IS-FINAL)'],
      ['ending', 'a login is stored over an end that came meanwhile (LOGOUT-IS-FINAL)'],
      ['ending', 'ending all of a user leaves a login that is under way (LOGOUT-IS-FINAL)'],
      ['ending', 'the mark of an end goes when ZITADEL knows (LOGOUT-IS-FINAL)'],
      ['ending', 'a failed try is the last (LOGOUT-2)'],
      ['edge', 'what was opened counts although the record is gone or another (LOGOUT-IS-FINAL)'],
    ],
  },
  {
    name: 'END-IS-HEARD',
    promise:
      'A guard that remembers answers and is named to the gateway hears of the end of a login as soon as ZITADEL has ended it, and gives out nothing that it was answered before; at the price of nobody’s log-out.',
    held: [
      [
        `${gateway}/src/sessions/remove-records.ts`,
        'whose session it was is written down before its record goes',
      ],
      [
        `${gateway}/src/sessions/outbox.ts`,
        'a log-out is answered when its guards have heard, or its time is over',
      ],
      [
        `${gateway}/src/evictions/evictions.ts`,
        'after ZITADEL, claimed by one process, tried for five minutes',
      ],
      [`${gateway}/src/evictions/send-eviction.ts`, 'each message is signed for its guard'],
      [`${guard}/src/eviction/evictions.ts`, 'signature, age and repetition are checked'],
      [`${guard}/src/cache/verdicts.ts`, 'what is remembered and what is under way is forgotten'],
      [`${guard}/src/cache/shared-answers.ts`, 'no process gives out an answer from before the end'],
    ],
    tests: [
      [
        'e2e/evictions.test.ts',
        'is refused by the API as soon as %s is answered, though its guard remembers answers for 30 s',
      ],
      ['e2e/evictions.test.ts', 'lets the gateway tell the newsroom’s API of a log-out'],
      [
        `${gateway}/test/evictions.test.ts`,
        'has heard of a log-out, in a signed message, when it is answered: after ZITADEL has ended the session',
      ],
      [
        `${gateway}/test/evictions.test.ts`,
        'is not told while ZITADEL would say that the tokens are good, and is as soon as it would not',
      ],
      [
        `${gateway}/test/evictions.test.ts`,
        'hears of the end of all sessions, and of what an operator has ended while no gateway looked',
      ],
      [`${gateway}/test/evictions.test.ts`, 'hears of sessions that reach their limit'],
      [
        `${gateway}/test/evictions.test.ts`,
        'hears of what ZITADEL itself has ended, and keeps its answer from nobody',
      ],
      [
        `${gateway}/test/evictions.test.ts`,
        'that hangs holds one log-out up for two seconds, and no other one at all',
      ],
      [
        `${gateway}/test/evictions.test.ts`,
        'is told once by several processes, and by another one if the first was killed',
      ],
      [`${guard}/test/eviction.test.ts`, 'make the guard forget the subject'],
      [`${guard}/test/eviction.test.ts`, 'count only with the signature of whoever has the secret'],
      [`${guard}/test/eviction.test.ts`, 'wins over a question that is under way: its answer is not kept'],
      [
        `${guard}/test/eviction.test.ts`,
        'does not give out what a subject was answered before its end, in any process and by clocks that differ',
      ],
    ],
    broken: [
      ['evictions', 'a guard is told while ZITADEL would still say that the token is good'],
      ['evictions', 'a guard that fails is never tried again'],
      ['evictions', 'a guard that hangs holds up every log-out'],
      ['evictions', 'several processes tell a guard the same'],
      ['evictions', 'whose a session was is forgotten with its record'],
      ['evictions', 'a log-out is answered before its guards are told'],
      ['evictions', 'what an operator ends is told to no guard'],
      ['guard', 'an answer to a question from before the end of a login is kept'],
      ['guard', 'whoever comes after the end of a login waits for an answer from before'],
      ['guard', 'a forgotten subject is remembered'],
      ['guard', 'the end of a login is not looked for'],
      ['guard', 'anybody may make the guard forget'],
    ],
    missing:
      'A guard that cannot be reached is tried for five minutes; it gives out what it remembers until that is as old as it allows (30 s, unless it was told otherwise). A guard that judges by signature alone remembers no answers and hears of no end.',
  },
  {
    name: 'SAME-FACE',
    promise:
      'Unknown user, wrong password, locked, deactivated, without a password: the same status, body and time. Before the first factor is proven nothing else is said.',
    held: [
      [`${gateway}/src/same-face/same-face.ts`, 'refusals leave at one deadline'],
      [`${gateway}/src/same-face/check-times.ts`, 'how the deadline is found'],
      [`${gateway}/src/same-face/tarpit.ts`, 'unknown names wait as long as those that ZITADEL slows down'],
      [`${login}/src/sufficiency/disclosed.ts`, 'what may be said, and when'],
    ],
    tests: [
      [
        `${gateway}/test/same-face.test.ts`,
        'is the same to the byte for unknown, wrong, locked, deactivated and without a password, again and again',
      ],
      [`${gateway}/test/same-face.test.ts`, 'waits for the deadline and for nothing else: %s'],
      [
        `${gateway}/test/same-face.test.ts`,
        'shows in a limit at once, not when ZITADEL has refused: who asks meanwhile learns nothing',
      ],
      [`${login}/test/same-face.test.ts`, 'says the same of every account: %s (CRED-9)'],
      [
        `${login}/test/same-face.test.ts`,
        'says the same when the user was deactivated a moment ago and only the read-back knows (CRED-9)',
      ],
    ],
    broken: [
      ['throttling-and-same-face', 'a refusal leaves when ZITADEL has answered (SAME-FACE)'],
      ['throttling-and-same-face', 'only names that exist are ever late (SAME-FACE)'],
      ['throttling-and-same-face', 'names that exist wait for the tarpit, others do not (SAME-FACE)'],
      ['throttling-and-same-face', 'the deadline is the median (SAME-FACE)'],
      ['throttling-and-same-face', 'a second proof shows whether a password is being checked (SAME-FACE)'],
      ['binding', 'a user that only the read-back knows to be gone shows (CRED-9)'],
      ['sufficiency', 'the state of an account is told before a first factor'],
    ],
  },
  {
    name: 'NO-RESIDUE',
    promise:
      'A password or code is in buffers of ours only, outside of the garbage collector’s heap, and each of them is overwritten when it was used, whatever the outcome.',
    held: [
      [`${gateway}/src/http/read-body.ts`, 'every piece of the body'],
      [`${gateway}/src/http/octet-body.ts`, 'the body'],
      [`${gateway}/src/http/proof-bytes.ts`, 'what was cut out of it'],
      [`${login}/src/work-on-attempt.ts`, 'the proof'],
      [`${login}/src/zitadel/api.ts`, 'the body that went to ZITADEL'],
    ],
    tests: [
      [
        'packages/cli/test/residue.test.ts',
        'leaves a password nowhere in the memory of the process, right or wrong, once the next body was read (NO-RESIDUE, CRED-4)',
      ],
      [
        `${login}/test/secrets.test.ts`,
        'is zeroed whatever happens, and so is the body that carried it (CRED-4)',
      ],
      [
        `${gateway}/test/login.test.ts`,
        'zero passwords and codes when they were used, whatever the outcome (CRED-4)',
      ],
      [
        `${gateway}/src/http/octet-body.test.ts`,
        'gives the whole and zeroes every piece that it came in (CRED-4)',
      ],
      [`${gateway}/src/http/octet-body.test.ts`, 'zeroes the body once it is %s (CRED-4)'],
      [
        `${gateway}/src/http/json-bytes.test.ts`,
        'keeps a text in memory of its own, outside the heap, and zeroes it when asked',
      ],
    ],
    broken: [
      ['residue', 'the engine keeps a password that was used (NO-RESIDUE)'],
      ['residue', 'the body that went to ZITADEL keeps the password (NO-RESIDUE)'],
      ['residue', 'the body that came keeps the password (NO-RESIDUE)'],
      ['residue', 'the pieces of a body keep the password (NO-RESIDUE)'],
      ['residue', 'the text that was read out of a body keeps the password (NO-RESIDUE)'],
    ],
    missing:
      'Two places that the runtime lets nobody overwrite: Node keeps what it read last from a socket until it reads over it, and what the TLS library keeps towards ZITADEL is not searched.',
  },
]

export const laterInvariants: readonly LaterInvariant[] = [
  {
    name: 'OUR-ORIGIN',
    promise:
      'A WebAuthn answer whose `clientDataJSON.origin` is not on our list is refused before it reaches ZITADEL, which does not check it.',
    missing: 'There is no login by passkey or security key yet.',
  },
  {
    name: 'ONE-REDEMPTION',
    promise:
      'Where there is a refresh token, it is redeemed at most once, whatever the number of processes and callers.',
    missing:
      'There is no flow with a refresh token yet. None is asked for, `offline_access` is refused in the configuration, and one that comes unasked ends the login.',
  },
]
