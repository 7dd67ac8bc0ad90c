import type { Area } from './broken-rule.ts'
import { inFolder } from './in-file.ts'

const src = 'packages/gateway/src'
const test = 'packages/gateway/test'

const { inFile } = inFolder(src)

/** That refusals have one face in time, that what strangers may try has an end, and that addresses are not believed. */
export const throttlingAndSameFace: Area = {
  name: 'throttling-and-same-face',
  tests: [
    `${src}/same-face/`,
    `${src}/http/client-address`,
    `${src}/network/ip-address`,
    `${test}/same-face`,
    `${test}/throttling`,
    `${test}/client-address`,
  ],
  rules: [
    ...inFile('same-face/same-face.ts', `${src}/same-face/same-face`, [
      ['a refusal leaves when ZITADEL has answered (SAME-FACE)', 'await firstDeadline\n', ''],
      [
        'a late refusal leaves when it is done, not at a whole deadline (SAME-FACE)',
        'if (deadlines > 1)',
        'if (false)',
      ],
      ['only names that exist are ever late (SAME-FACE)', 'isChecked ? 0 : times.drawMs()', '0'],
      [
        'names that exist wait for the tarpit, others do not (SAME-FACE)',
        'const penaltyMs = tarpitMs(failures)',
        'const penaltyMs = 0',
      ],
      [
        'the tarpit is measured as if it were the check',
        'now() - begunAt - penaltyMs\n',
        'now() - begunAt\n',
      ],
      [
        'refusals without a check are measured as if there had been one',
        'if (isChecked) times.add(tookMs)',
        'times.add(tookMs)',
      ],
      [
        'a refusal gives its place away before it leaves (SAME-FACE)',
        'await firstDeadline\n',
        'leaveSlot()\n      await firstDeadline\n',
      ],
      [
        'a browser that goes away gives its place away (SAME-FACE)',
        'await Promise.race([untilItLeaves(error), aborted(gone)])',
        'await Promise.race([untilItLeaves(error), aborted(gone).then(letGo)])',
      ],
      [
        'an answer that nobody waits for is kept until its deadline',
        'await Promise.race([untilItLeaves(error), aborted(gone)])',
        'await untilItLeaves(error)',
      ],
      [
        'a success is held like a refusal',
        'const result = await ask()\n',
        'const result = await ask()\n      await firstDeadline\n',
      ],
      [
        'an attempt that found no place stays taken',
        '.catch(async (error: unknown) => {\n      await release()\n',
        '.catch(async (error: unknown) => {\n',
      ],
    ]),
    ...inFile('same-face/check-times.ts', `${src}/same-face/check-times`, [
      ['the deadline is the median (SAME-FACE)', '0.99 * sorted.length', '0.5 * sorted.length'],
      [
        'a few samples are taken for a percentile (SAME-FACE)',
        'sorted.length < leastSamples',
        'sorted.length < 1',
      ],
      ['the measurement of yesterday counts', 'when > now() - hourMs ||', 'true ||'],
      ['the deadline has no ceiling', 'Math.min(mostMs, ', 'Math.max(0, '],
    ]),
    ...inFile('same-face/tarpit.ts', `${src}/same-face/same-face`, [
      ['the penalty has no end', 'Math.min(10, ', 'Math.max(0, '],
      ['the penalty begins with another failure than at ZITADEL', '(failures - 5)', '(failures - 6)'],
    ]),
    ...inFile('same-face/one-proof-at-a-time.ts', `${test}/same-face`, [
      [
        'a second proof shows whether a password is being checked (SAME-FACE)',
        "if (!taken.written) throw new LoginError('ATTEMPT_CONFLICT')",
        'if (!taken.written) return async () => undefined',
      ],
    ]),
    ...inFile('same-face/password-slots.ts', `${src}/same-face/password-slots`, [
      ['any number of passwords is checked at once', 'taken < atOnce', 'true'],
      ['the queue has no end (OPS-3)', 'same.length >= most', 'false'],
      ['one address fills the queue', 'ofAddress >= Math.ceil(most / shareOfAddress)', 'false'],
      [
        'strangers stand before known devices (THR-3)',
        'queue.splice(Math.max(0, known), 1)',
        'queue.splice(0, 1)',
      ],
      [
        'strangers fill the queue of known devices (THR-3)',
        'asker.isKnownDevice === isKnownDevice',
        'asker !== undefined',
      ],
    ]),
    ...inFile('throttling/budgets.ts', `${test}/throttling`, [
      [
        'a pause begins when ZITADEL has refused, not before it is asked (SAME-FACE)',
        'if (number !== budget.tries) return',
        'if (number <= budget.tries) return',
      ],
      [
        'a name has one try more than it should (THR-1)',
        'number <= budget.tries',
        'number <= budget.tries + 1',
      ],
      ['what was no failure stays counted (THR-6)', 'await store.uncount(keyOf(budget))', ''],
      [
        'the pause that a right password began stays (THR-6)',
        'if (pause !== undefined) await store.delete(keyOf(budget), { version: pause })',
        '',
      ],
      ['a success resets nothing (THR-6)', 'await store.resetCount(keyOf(budget))', ''],
    ]),
    ...inFile('throttling/throttle.ts', `${test}/throttling`, [
      ['names are not counted (THR-2)', 'await all.spend(grown(nameAnywhere, failures))', ''],
      ['names are not counted by address (K-17)', 'await all.spend(nameHere)', ''],
      [
        'addresses and networks are not counted (THR-2)',
        'for (const place of places) spentAtPlaces.push(await all.spend(place))',
        '',
      ],
      ['pauses do not grow (THR-3)', '2 ** (Math.floor(failures / usual.tries) - 1)', '1'],
      [
        'failures in a row have no end (THR-1)',
        'const { number: failures } = await all.spend(inARow(name))\n    const spentAtPlaces',
        'const { number: failures } = await all.spend({ ...inARow(name), tries: Number.POSITIVE_INFINITY })\n    const spentAtPlaces',
      ],
      ['a refused try costs other limits something', 'await giveBack()\n        throw', 'throw'],
      [
        "an account of one's own buys guesses at others (THR-6)",
        'await each(spentAtPlaces, budgets.giveBack)',
        'await each(places, budgets.reset)',
      ],
      ['a right password counts against the address', 'await each(spentAtPlaces, budgets.giveBack)', ''],
      [
        'a device is known for names that never logged in from it (THR-3)',
        'known?.names.includes(name) === true',
        'known !== undefined',
      ],
      ['strangers lock out known devices (THR-3)', 'device !== undefined && (', 'false && ('],
      [
        "a known device's failures have no end (THR-1)",
        'await all.spend(inARow(device))',
        'await all.spend({ ...inARow(device), tries: Number.POSITIVE_INFINITY })',
      ],
      [
        'a device that failed too often is worse off than a stranger (THR-3)',
        '(await budgets.pausedMs(inARow(device))) === 0',
        'true',
      ],
      ['a known device has no limit of its own (THR-1)', 'await all.spend(grown(own, ownFailures))', ''],
      [
        "an owner's login gives strangers new tries (THR-3)",
        'each([own, inARow(device), inARow(name)], budgets.reset)',
        "each([own, inARow(device), inARow(name), budget('perName', name)], budgets.reset)",
      ],
    ]),
    ...inFile('throttling/prove-within-limits.ts', `${test}/throttling`, [
      [
        'faults of ZITADEL count against the name (THR-6)',
        "if (!isLoginError(error, 'CREDENTIALS_REJECTED')) await tried.undecided()",
        '',
      ],
      [
        'refusals do not count (THR-1)',
        "if (!isLoginError(error, 'CREDENTIALS_REJECTED')) await tried.undecided()",
        'await tried.undecided()',
      ],
      [
        'the name of a login with a second factor is forgotten (THR-3)',
        "if (result.kind === 'needs') await typedNames.keep(handle.attempt, name)",
        '',
      ],
    ]),
    ...inFile('throttling/counted-name.ts', `${test}/throttling`, [
      ['letter case gives a name another budget (THR-1)', '.toUpperCase()', ''],
      ['marks give a name another budget (THR-1)', ".replace(/\\p{M}/gu, '')", ''],
      [
        'forms of Unicode give a name another budget (THR-1)',
        "typed.normalize('NFKD').replace(/\\p{M}/gu, '').toUpperCase().normalize('NFKC')",
        "typed.normalize('NFD').replace(/\\p{M}/gu, '').toUpperCase().normalize('NFC')",
      ],
    ]),
    ...inFile('throttling/counted-address.ts', `${test}/throttling`, [
      [
        'every address of an IPv6 /64 has a budget (THR-2)',
        '{ ipv4: 32, ipv6: 64 }',
        '{ ipv4: 32, ipv6: 128 }',
      ],
      ['a network is as wide as an address (THR-2)', '{ ipv4: 24, ipv6: 56 }', '{ ipv4: 32, ipv6: 64 }'],
    ]),
    ...inFile('throttling/known-devices.ts', `${test}/throttling`, [
      ['a device is known for ever', 'expiresAt: now() + deps.lifetimeMs', 'expiresAt: null'],
      ['a name has devices without end (OPS-3)', 'devices.length - mostDevicesOfAName', '0'],
      ['a device has names without end', '.slice(0, mostNames)', ''],
      [
        'the store holds the secrets of devices',
        "deps.fingerprint('device', encodeBase64Url(secret))",
        'encodeBase64Url(secret)',
      ],
    ]),
    ...inFile('throttling/open-logins.ts', `${test}/throttling`, [
      [
        'an address begins logins without end (OPS-3)',
        "cap('openPerAddress', fingerprint('address', countedAddress(address)), openPerAddress),",
        '',
      ],
      [
        'a network begins logins without end (OPS-3)',
        "cap('openPerNetwork', fingerprint('address', countedNetwork(address)), 4 * openPerAddress),",
        '',
      ],
      ['all together begin logins without end (OPS-3)', "cap('open', 'all', open),", ''],
      ['strangers take the place of known devices (OPS-3)', 'open + Math.ceil(open / 10)', 'open'],
      [
        'a login that was refused counts as begun',
        'await Promise.all(counted.map((each) => store.uncount(each)))',
        '',
      ],
      [
        'a login that has finished counts as open',
        'await Promise.all(caps.map(({ key }) => store.uncount(key)))',
        '',
      ],
    ]),
    ...inFile('http/client-address.ts', `${src}/http/client-address`, [
      ['everybody is believed (PROXY-9)', 'if (!isTrusted(hop)) return hop\n', ''],
      [
        'the first element is believed (PROXY-9)',
        'at = field.length - 1; at >= 0; at -= 1',
        'at = 0; at < 0; at += 1',
      ],
      [
        'an open quote swallows what the proxy said (PROXY-9)',
        'at -= 1) {',
        'at -= 1) {\n    if (/"/.test(field.slice(0, at))) continue',
      ],
      [
        'what is no address is passed over (PROXY-9)',
        'if (before === undefined) return hop',
        'if (before === undefined) continue',
      ],
      ['one of two addresses is chosen', ' || nodes.length > 1', ''],
    ]),
    ...inFile('network/ip-address.ts', `${src}/network/ip-address`, [
      ['one address has two ways to be written', 'mapped === null ? address', 'true ? address'],
      ['everybody may be a trusted proxy (PROXY-9)', 'bits < 1 || ', ''],
    ]),
    ...inFile('http/cookies.ts', `${test}/throttling`, [
      ['two device cookies are resolved by order (BFF-7)', ' && name !== device', ''],
    ]),
    ...inFile('config/rules.ts', `${test}/client-address`, [
      [
        'proxies are trusted without saying which field they write',
        'trustedProxies.length > 0 && clientAddressHeader === undefined',
        'false',
      ],
    ]),
  ],
}
