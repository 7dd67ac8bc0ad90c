import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const sessions = 'packages/gateway/src/sessions'
const test = 'packages/gateway/test'

const final = [`${sessions}/outbox`, `${test}/logout-is-final`]
const own = [`${test}/own-sessions`]
const over = [`${sessions}/reaper`, `${test}/over`]
const streams = [`${test}/streams`, 'packages/gateway/src/proxy/session-end']
const backChannel = [`${test}/backchannel-logout`]
const notes = ['packages/store/test/sealed-notes']
const storeFile = ['packages/store/test/sqlite-file']

/** Sessions that were ended stay ended: what is durable when, who is told, what is cut off, who may end what. */
export const ending: Area = {
  name: 'ending',
  tests: [...final, ...own, ...over, ...streams, ...backChannel, ...notes, ...storeFile],
  rules: [
    ...inFile('packages/store/src/sqlite/sqlite-store.ts', storeFile, [
      [
        'what is written into a file that was removed counts (LOGOUT-IS-FINAL)',
        '          checkSameFile()\n',
        '',
      ],
    ]),
    ...inFile(`${sessions}/endings.ts`, final, [
      [
        'records go before their end is durable (LOGOUT-IS-FINAL)',
        'const claimed = await enter(zitadelSessionId, by, { isConfirmed: false, notBefore: claimedUntil })\n    await removeRecords(zitadelSessionId, by)',
        'await removeRecords(zitadelSessionId, by)\n    const claimed = await enter(zitadelSessionId, by, { isConfirmed: false, notBefore: claimedUntil })',
      ],
      [
        'the record is left to the outbox (LOGOUT-IS-FINAL)',
        '    await removeRecords(zitadelSessionId, by)\n    return claimed',
        '    return claimed',
      ],
    ]),
    ...inFile(`${sessions}/endings.ts`, backChannel, [
      [
        'what ZITADEL says leaves the record (BCL-6)',
        '      await removeRecords(zitadelSessionId, by)\n      if (!note',
        '      if (!note',
      ],
      [
        'ZITADEL is told what it has said itself',
        'if (!note.content.isConfirmed) await ended.confirm(note)',
        '',
      ],
    ]),
    ...inFile(`${sessions}/sessions.ts`, final, [
      [
        'a login is stored over an end that came meanwhile (LOGOUT-IS-FINAL)',
        'if (await isOver(login)) {',
        'if (false) {',
      ],
      [
        'ending all of a user leaves a login that is under way (LOGOUT-IS-FINAL)',
        '|| endedSubjects.isEndedSince(subject, beganAt)',
        '',
      ],
    ]),
    ...inFile(`${sessions}/ended-subjects.ts`, final, [
      ['a user who was signed out everywhere cannot log in', 'beganAt < mark.content', 'true'],
    ]),
    ...inFile(`${sessions}/ended-sessions.ts`, final, [
      [
        'the mark of an end goes when ZITADEL knows (LOGOUT-IS-FINAL)',
        'now() + keptMs : null',
        'now() + 1 : null',
      ],
      [
        'what is still to be told expires (LOGOUT-2)',
        'now() + keptMs : null',
        'now() + keptMs : now() + 1_000',
      ],
      ['nobody finds what is still to be told (LOGOUT-2)', '[] : [stillPending]', '[] : []'],
    ]),
    ...inFile(`${sessions}/outbox.ts`, final, [
      [
        'a failed try is the last (LOGOUT-2)',
        '.hold(note, { notBefore: now() + pauseMs, tries: tries + 1 })',
        '.confirm(note)',
      ],
      ['pauses do not grow', 'Math.min(tries, pausesMs.length - 1)', '0'],
      [
        'pauses grow without bound',
        'Math.min(tries, pausesMs.length - 1)] ?? patienceMs',
        'tries] ?? 86_400_000',
      ],
      [
        'several processes tell ZITADEL the same',
        'const held = await ended.hold(note, { notBefore: now() + claimMs, tries })',
        'const held = (await ended.hold(note, { notBefore: now() + claimMs, tries })) ?? note',
      ],
      [
        'a claim never runs out',
        'claim(zitadelSessionId, by, now() + claimMs)',
        'claim(zitadelSessionId, by, 8_640_000_000_000_000)',
      ],
      [
        'somebody tells what another is just telling',
        'look(({ content }) => content.notBefore <= now())',
        'look(() => true)',
      ],
      [
        'one that is never answered holds up the others',
        'if (!(await within(tryMs, engine.end(zitadelSessionId))))',
        'if ((await engine.end(zitadelSessionId)) !== undefined)',
      ],
      [
        'a record that its logout could not remove lives on',
        'await removeRecords(zitadelSessionId, by)\n    if (await tell(held))',
        'if (await tell(held))',
      ],
      ['nothing is tried when the gateway ends', 'look(() => true),', 'Promise.resolve(),'],
    ]),
    ...inFile(`${sessions}/remove-records.ts`, streams, [
      ['what is open under a session goes on after its end (PROXY-8)', 'live.end(record.recordId)\n', '\n'],
    ]),
    ...inFile('packages/gateway/src/proxy/forward.ts', streams, [
      [
        'an answer goes on after the end of its session (PROXY-8)',
        "cut(new GatewayError('SESSION_REQUIRED', 'the session ended under way'))",
        '',
      ],
      [
        'a request that waits for a connection is sent after the end of its session (PROXY-8)',
        'response.destroyed || isOver',
        'response.destroyed',
      ],
      ['an answer that is out is held for ever', '      letGo()\n', ''],
    ]),
    ...inFile('packages/gateway/src/proxy/proxy.ts', streams, [
      [
        'answers are not held by their session (PROXY-8)',
        'session === undefined ? holdNothing : holdFor(session, webSocket)',
        'holdNothing',
      ],
    ]),
    ...inFile(`${sessions}/live-watch.ts`, streams, [
      [
        'the end by another process cuts nothing (PROXY-8)',
        'if (record === undefined) return live.end(recordId)',
        'if (record === undefined) return',
      ],
      [
        'something open outlives the limits of its session (BFF-8)',
        'if (reached !== undefined) return endings',
        'if (false) return endings',
      ],
      [
        'a session with something open is not judged (POLICY-NOW)',
        '    judging.add(recordId)',
        '    if (recordId !== "") return\n    judging.add(recordId)',
      ],
      [
        'a judgement that refuses ends nothing (POLICY-NOW)',
        'if (missing.length === 0) return',
        'if (true) return',
      ],
      ['one judgement is said twice while ZITADEL is slow', ' || judging.has(recordId)', ''],
      [
        'what cannot be checked goes on (OPS-1)',
        "'what was open under a session that could not be checked was cut off')\n    live.end(recordId)",
        "'what was open under a session that could not be checked was cut off')",
      ],
    ]),
    ...inFile(`${sessions}/reaper.ts`, over, [
      [
        'a session that is over lives on at ZITADEL (BFF-8)',
        'if (reached !== undefined) await endings.add(outer.zitadelSessionId, reached)',
        '',
      ],
      [
        'what was over before the start is not looked for (BFF-8)',
        'minuteOf(now() - retentionMs)',
        'minuteOf(now())',
      ],
      [
        'what was used since is never looked at again (BFF-8)',
        'await records.replaceOuter(record, { indexes: sessionIndexes(record.outer) })',
        'continue',
      ],
      [
        'of many that are over in one minute some live on',
        'if (found.length + unreadable.length >= recordsAtOnce) continue',
        '',
      ],
    ]),
    ...inFile(`${sessions}/own-sessions.ts`, own, [
      [
        "another user's session can be ended (FIX-6)",
        'records.findOuter(ofSubject(outer.subject))',
        "records.findOuter(outer.subject === '' ? '' : 'all')",
      ],
      [
        'sessions are listed for nobody',
        "if (record === undefined) throw new GatewayError('SESSION_REQUIRED')\n    return record",
        'return record as SessionRecord',
      ],
      [
        'the id of a record is shown',
        'const id = publicIdOf(fingerprint, record)',
        'const id = record.recordId',
      ],
    ]),
    ...inFile(`${sessions}/end-all-of.ts`, own, [
      [
        'ending all ends some (FIX-6)',
        'if (found.length + unreadable.length < sessionsAtOnce) return ended',
        'return ended',
      ],
    ]),
    ...inFile(`${sessions}/issuer-logout.ts`, backChannel, [
      [
        'a repeated token has a second effect (BCL-4)',
        "if ((await seen.load(name)) !== undefined) return 'repeated'",
        '',
      ],
      [
        'a token is not remembered (BCL-4)',
        'const isFirst = await seen.create({ name, content: null, expiresAt: expiresAt + toleranceMs })',
        'const isFirst = {} as object | undefined',
      ],
      [
        'a token is forgotten while it is still believed (BCL-4)',
        'expiresAt: expiresAt + toleranceMs',
        'expiresAt: expiresAt - toleranceMs',
      ],
      [
        'a token that could not be carried out looks done when it is sent again (BCL-4)',
        '    // ZITADEL has ended what',
        '    await seen.create({ name, content: null, expiresAt })\n    // ZITADEL has ended what',
      ],
      [
        'a sid ends all sessions of its subject (BCL-6)',
        '} else if (subject !== null) await endAllOf',
        '}\n    if (subject !== null) await endAllOf',
      ],
      [
        'a sub without a sid ends nothing (BCL-6)',
        "else if (subject !== null) await endAllOf(subject, 'issuer')",
        '',
      ],
      [
        'what cannot be judged now is refused for good (BCL-7)',
        "if (isLoginError(error, 'LOGOUT_TOKEN_REJECTED')) throw error\n      throw new GatewayError('LOGOUT_UNAVAILABLE'",
        "if (isLoginError(error)) throw error\n      throw new GatewayError('LOGOUT_UNAVAILABLE'",
      ],
    ]),
    ...inFile('packages/gateway/src/http/logout-route.ts', backChannel, [
      [
        'a token in another form than a form is taken (BCL-1)',
        "if (!formOnly.test(raw.headers['content-type'] ?? ''))",
        'if (false)',
      ],
      ['of two tokens one is taken (BCL-1)', 'second !== undefined || ', ''],
      ['anything is given to the engine as a token', '|| !compactJwt.test(token)', ''],
    ]),
    ...inFile('packages/gateway/src/http/edge.ts', backChannel, [
      ['the issuer is asked for what only a page has (BCL-1)', 'if (path !== issuerLogoutPath)', 'if (true)'],
      [
        'every address near the logout takes foreign requests (CSRF-1)',
        'if (path !== issuerLogoutPath)',
        'if (!path.startsWith(issuerLogoutPath))',
      ],
    ]),
    ...inFile('packages/store/src/sealed/sealed-notes.ts', notes, [
      ['a note lies elsewhere than it was written', 'if (!entry.key.startsWith(`${kind}/`))', 'if (false)'],
      [
        'a name is written a second time after the key was rotated (KEY-3)',
        'name !== null && (await entryOf(name, older)) !== undefined',
        'false',
      ],
      [
        'the name of a note lies in the store',
        'nameUnder(ring.current, kind, name)',
        "name.replace(/[^A-Za-z0-9]/g, '-')",
      ],
      [
        'a note is removed though somebody wrote it meanwhile',
        'store.delete(placeOf(noteId), { version })',
        'store.delete(placeOf(noteId), version === 0 ? { version } : {})',
      ],
    ]),
  ],
}
