import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const gateway = 'packages/gateway/src'
const test = 'packages/gateway/test'

const framing = `${test}/framing`
const limits = `${test}/limits`
const webSocket = `${test}/web-socket`
const service = `${test}/misbehaving-service`

/** What is on the wire: framing, targets, origins, headers, web sockets, and what a slow or hostile side can do. */
export const edge: Area = {
  name: 'edge',
  tests: [
    framing,
    limits,
    webSocket,
    service,
    `${test}/paths`,
    `${test}/proxy`,
    `${test}/forgery`,
    `${test}/headers`,
    `${gateway}/proxy/`,
    `${gateway}/http/target`,
    'packages/store/test/recent-openings',
  ],
  rules: [
    ...inFile(
      `${gateway}/http/forgery.ts`,
      [`${test}/forgery`, webSocket],
      [
        [
          'any value of our header will do (CSRF-2)',
          "headers[csrfHeader] !== '1'",
          'headers[csrfHeader] === undefined',
        ],
        [
          'a request that does not say where it comes from passes (CSRF-4)',
          "headers.origin === undefined && headers['sec-fetch-site'] !== 'same-origin'",
          'false',
        ],
        ['a foreign origin passes (CSRF-4)', 'origin !== undefined && origin !== publicOrigin', 'false'],
        [
          'an origin and a site that disagree pass (CSRF-4)',
          "origin !== undefined && site !== undefined && site !== 'same-origin'",
          'false',
        ],
        [
          'a web socket opens for whoever says no origin (CSRF-9)',
          "if (headers.origin === undefined) throw new GatewayError('REQUEST_FORGED', 'origin missing')",
          '',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/http/edge.ts`,
      [webSocket, framing],
      [
        [
          'nobody looks where a web socket comes from (CSRF-9)',
          "guarded(route.path, kind === 'upgrade' ? checkWebSocketRequest : checkOwnRequest, request)",
          "if (kind === 'request') guarded(route.path, checkOwnRequest, request)",
        ],
        [
          'a connection goes on behind a request that cannot be read (PROXY-7)',
          'response.shouldKeepAlive = false',
          '',
        ],
        ['any host is served', 'request.headers.host !== host', 'false'],
      ],
    ),
    ...inFile(
      `${gateway}/http/framing.ts`,
      [framing, limits],
      [
        [
          'a coding before chunked passes (PROXY-7)',
          "coding !== undefined && coding.toLowerCase() !== 'chunked'",
          'false',
        ],
        ['headers without number pass', 'rawHeaders.length > mostHeaders * 2', 'false'],
      ],
    ),
    ...inFile(
      `${gateway}/http/server.ts`,
      [framing, limits, webSocket],
      [
        [
          'headers beyond the limit are dropped silently',
          'server.maxHeadersCount = 0',
          'server.maxHeadersCount = 50',
        ],
        [
          'an answer of Node goes out without our headers (HDR-1)',
          'requireHostHeader: false',
          'requireHostHeader: true',
        ],
        ['what follows a handshake is let through (PROXY-7)', 'head.length > 0', 'false'],
        [
          'a parser error is answered in the middle of another answer',
          'response.socket === socket && !response.headersSent',
          'response.socket === socket',
        ],
        [
          'a parser error is answered in place of an earlier request',
          'if (isFree || (response.socket === socket && !response.headersSent))',
          'if (isFree || !response.headersSent)',
        ],
        [
          'a handshake is served beside an answer that is not out',
          'response !== undefined && !response.writableFinished',
          'false',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/http/target.ts`,
      [`${gateway}/http/target`, `${test}/proxy`, `${test}/paths`],
      [
        [
          'a dot segment counts as plain (PROXY-2)',
          '(?:\\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+',
          '(?:\\/[A-Za-z0-9._~-]+)+',
        ],
        [
          'an empty segment passes (PROXY-2)',
          "if (segment === '' && !isLast) throw refusal('empty segment')",
          '',
        ],
        [
          'what is encoded twice passes (PROXY-2)',
          "if (/%(?:25)*(?:2e|2f|5c|00)/i.test(decoded)) throw refusal('encoded twice')",
          '',
        ],
        [
          'a separator in an encoding passes (PROXY-2)',
          '/[\\p{Cc}/\\\\]/u.test(decoded)',
          '/[\\p{Cc}]/u.test(decoded)',
        ],
        ['a dot in a full-width form passes (PROXY-2)', "decoded.normalize('NFKC').split", 'decoded.split'],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/web-socket-handshake.ts`,
      [webSocket],
      [
        [
          'another method opens a web socket',
          "method !== 'GET' || httpVersion !== '1.1'",
          "httpVersion !== '1.1'",
        ],
        [
          'another protocol is passed on as a web socket',
          "headers.upgrade?.toLowerCase() !== 'websocket'",
          'false',
        ],
        ['another version is passed on', "headers['sec-websocket-version'] !== '13'", 'false'],
        [
          'a handshake has a body (PROXY-7)',
          "headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined",
          'false',
        ],
        ['anything is a key', '!keyText.test(key)', 'false'],
        [
          'any subprotocol is asked for (PROXY-3)',
          'asked.filter((word) => allowedProtocols.includes(word))',
          'asked',
        ],
        ['an agreement needs no proof', "answer['sec-websocket-accept'] !== accept", 'false'],
        [
          'an agreement may be to another protocol',
          "String(answer['upgrade']).toLowerCase() !== 'websocket'",
          'false',
        ],
        ['a service may bring an extension', "answer['sec-websocket-extensions'] !== undefined", 'false'],
        [
          'a service may choose a subprotocol that nobody asked for',
          "!(typeof protocol === 'string' && handshake.protocols.includes(protocol))",
          'false',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/proxy.ts`,
      [webSocket, `${gateway}/proxy/`],
      [
        ['every route has web sockets', "kind === 'upgrade' && !route.webSocket", 'false'],
        [
          'a web socket outlives its session (PROXY-8)',
          'if (webSocket?.endSession() !== true) cut()',
          'if (webSocket === undefined) cut()',
        ],
        ['a place is never given back', 'givePlaceBack?.()', ''],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/web-socket-places.ts`,
      [webSocket],
      [
        [
          'one session may take all web sockets',
          '(taken.get(ofSession) ?? 0) >= webSocketsPerSession',
          'false',
        ],
        ['a route has web sockets without number', '(taken.get(path) ?? 0) >= webSockets', 'false'],
      ],
    ),
    ...inFile(
      `${gateway}/runtime.ts`,
      [webSocket],
      [
        [
          'a reload forgets the web sockets that are open',
          'places: lasting.webSocketPlaces,',
          "places: (await import('./proxy/web-socket-places.ts')).createWebSocketPlaces(),",
        ],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/tunnel.ts`,
      [webSocket, `${gateway}/proxy/`],
      [
        ['the faster side sets the pace', 'if (!to.write(chunk)) from.pause()', 'to.write(chunk)'],
        [
          'a web socket in which nothing moves stays',
          "socket.once('timeout', () => close(closeCodes.idle))",
          '',
        ],
        [
          'a frame is put into the middle of another',
          'to.writable && bounds.isBetweenFrames()',
          'to.writable',
        ],
        [
          'the other side is left open',
          "from.once('end', () => to.end())\n  from.once('close', () => to.destroySoon())",
          '',
        ],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/forward.ts`,
      [service, limits, webSocket],
      [
        ['informational answers come without end', 'informational > mostInformational', 'false'],
        [
          'an upgrade that is none is waited for',
          "if (status === 101) return refuse('an upgrade that is none')",
          '',
        ],
        ['a browser that takes nothing holds the service', 'response.setTimeout(forwarding.stallMs)', ''],
        ['the slower side does not set the pace', 'started.pause()', ''],
        ['an answer may be as long as it likes', 'if (passed > mostBytes)', 'if (false)'],
        ['headers of a service lose their octets', 'response.write(nothing)', 'response.flushHeaders()'],
        ['the head of a stream waits for its first event', 'process.nextTick(showHead)', ''],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/answer-headers.ts`,
      [`${test}/proxy`],
      [
        [
          'an answer may redirect to two addresses (PROXY-5)',
          'if (Array.isArray(address)) return',
          'if (false) return',
        ],
        [
          'an answer may redirect elsewhere (PROXY-5)',
          'address !== undefined && !isOwn(address, rules)',
          'false',
        ],
        [
          'a second challenge makes the browser ask for a password (PROXY-4)',
          "schemesOf(textOf(value) ?? '').every(isTokenScheme)",
          "schemesOf(textOf(value) ?? '').some(isTokenScheme)",
        ],
        [
          'what a session said is kept (HDR-3)',
          "if (rules.isPrivate) headers.push('cache-control', noStore)",
          '',
        ],
        ['a service sets cookies (PROXY-4)', 'set-cookie2?|', ''],
      ],
    ),
    ...inFile(
      `${gateway}/proxy/request-headers.ts`,
      [`${test}/proxy`],
      [
        [
          'a credential of the browser goes on (PROXY-3)',
          "  'accept',\n",
          "  'accept',\n  'authorization',\n",
        ],
        ['an address of the browser goes on (PROXY-9)', "'x-forwarded.*',", ''],
      ],
    ),
    ...inFile(
      'packages/store/src/sealed/recent-openings.ts',
      ['packages/store/test/recent-openings'],
      [
        [
          'what was opened counts longer than was sealed into it',
          'return expiresAt === null || expiresAt > now() ? opening : undefined',
          'return opening',
        ],
        ['what was opened is remembered for ever', 'opening.until <= now()', 'false'],
      ],
    ),
    ...inFile(
      'packages/store/src/sealed/record-file.ts',
      ['packages/store/test/recent-openings'],
      [
        [
          'what was opened counts although the record is gone or another (LOGOUT-IS-FINAL)',
          'known.entry.version === (await store.versionOf(known.entry.key))',
          'true',
        ],
        [
          'a handle that has another beside it is never told of the change',
          'wraps.length === 1 && wrap.expiresAt === null',
          'true',
        ],
      ],
    ),
  ],
}
