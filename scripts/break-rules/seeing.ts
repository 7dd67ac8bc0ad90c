import type { Area } from './broken-rule.ts'
import { inFile } from './in-file.ts'

const src = 'packages/gateway/src'
const test = 'packages/gateway/test'

/** What is seen of a running gateway, by whom, and what changes while it runs: metrics, traces, readiness, reload, end. */
export const seeing: Area = {
  name: 'seeing',
  tests: [
    `${test}/metrics`,
    `${test}/tracing`,
    `${test}/health`,
    `${test}/reload`,
    `${test}/key-rotation`,
    `${src}/config/`,
    `${src}/tracing/`,
    'packages/cli/src/',
    'packages/login/test/login-client',
  ],
  rules: [
    ...inFile(
      `${src}/metrics/metrics.ts`,
      [`${test}/metrics`],
      [
        [
          'whatever comes becomes a label of a metric (NO-TOKEN-OUT)',
          'values.has(value) ? value : other',
          'value',
        ],
        ['the first event of a kind does not show in a rate', 'counter.inc(labels, 0)', 'void labels'],
      ],
    ),
    ...inFile(
      `${src}/audit/patient-destination.ts`,
      [`${test}/metrics`],
      [
        [
          'a full disk under the log fails requests (OPS-1)',
          'catch {\n      onFailure()',
          'catch (error) {\n      throw error',
        ],
        ['a gap in the log shows nowhere (OPS-1)', '      onFailure()\n', ''],
      ],
    ),
    ...inFile(
      `${src}/tracing/tracing.ts`,
      [`${test}/tracing`],
      [
        [
          "a stranger's trace goes on",
          'trustsCaller ? parseTraceContext(request.headers) : undefined',
          'parseTraceContext(request.headers)',
        ],
        ['a span holds the text of an error', 'typeOf(error))', 'String(error))'],
      ],
    ),
    ...inFile(
      `${src}/proxy/request-headers.ts`,
      [`${test}/tracing`],
      [
        ["a stranger's traceparent reaches the service", "    'traceparent',\n", ''],
        ["a stranger's baggage reaches the service", "    'baggage',\n", ''],
      ],
    ),
    ...inFile(
      `${src}/tracing/trace-context.ts`,
      [`${src}/tracing/`],
      [
        [
          'a trace of zeros is taken',
          'return isSpanContextValid(parsed) ? parsed : undefined',
          'return parsed',
        ],
      ],
    ),
    ...inFile(
      `${src}/config/schema.ts`,
      [`${test}/tracing`],
      [
        [
          "saying nothing trusts a stranger's trace",
          'otherwise they choose what is sampled. Logged at start.",\n    ),\n    false,',
          'otherwise they choose what is sampled. Logged at start.",\n    ),\n    true,',
        ],
      ],
    ),
    ...inFile(
      `${src}/start-notice.ts`,
      [`${test}/tracing`],
      [['a trusted trace context is not logged (OPS-2)', 'config.trustTraceContext,', 'false,']],
    ),
    ...inFile(
      `${src}/audit/access-log.ts`,
      [`${test}/tracing`],
      [
        [
          'an address that does not exist stands in traces and in the log',
          "status === 404 && named.startsWith('/auth/') ? '/auth' : named",
          'named',
        ],
      ],
    ),
    ...inFile(
      `${src}/health/readiness.ts`,
      [`${test}/health`],
      [
        [
          'a store that cannot be written is ready (OPS-1)',
          "passes('store', checkStore)",
          "passes('store', async () => void (await store.get('x')))",
        ],
        ['an ended credential is ready', 'expiresAt <= now()', 'expiresAt < now()'],
        ['a probe waits without end (OPS-1)', 'await Promise.race([work(), late])', 'await work()'],
        ['a reason is told at every probe', 'if (told.get(check) !== what) tell()', 'tell()'],
        ['a gateway that ends is ready', 'isDraining = true', 'isDraining = false'],
      ],
    ),
    ...inFile(
      `${src}/reload.ts`,
      [`${test}/reload`],
      [
        ['what needs a restart is half reloaded', 'checkReloadable(running(), config)', ''],
        ['a configuration that cannot log anybody in is put into use', 'await next.engine.ready()', ''],
        ['a reload revives what ends', 'if (isStopping()) throw', 'if (false) throw'],
        ['two reloads race', 'last.then(() => once(load))', 'once(load)'],
      ],
    ),
    ...inFile(
      `${src}/gateway.ts`,
      [`${test}/reload`],
      [
        [
          'a reload weakens without saying so (K-2, OPS-2)',
          "if (outcome === 'reloaded') announce('gateway.reloaded', current, log)",
          "if (outcome === 'reloaded') return",
        ],
        [
          'web sockets of before a reload are not told that the gateway goes away',
          'for (const { closeWebSockets } of runtimes) closeWebSockets()',
          'current.closeWebSockets()',
        ],
      ],
    ),
    ...inFile(
      `${src}/runtime.ts`,
      [`${test}/reload`],
      [['a reload cuts what is under way', 'await underWay.idle()', '']],
    ),
    ...inFile(
      `${src}/show-state.ts`,
      [`${test}/reload`],
      [
        [
          'what was begun before a reload is not counted',
          '[...runtimes].reduce',
          '[...runtimes].slice(-1).reduce',
        ],
      ],
    ),
    ...inFile(
      `${src}/work-behind.ts`,
      [`${test}/reload`],
      [
        [
          'what is to be ended is tried by the engine of long ago',
          '() => current().outbox.round()',
          'current().outbox.round',
        ],
      ],
    ),
    ...inFile(
      `${src}/config/login-settings.ts`,
      [`${src}/config/login-settings`],
      [
        [
          'a replaced key file needs a restart (KEY-2)',
          'credentialOf(await readAgain(first))',
          'credentialOf(first)',
        ],
        ['a half-written key file ends what works', 'onUnreadable(error)', 'throw error'],
      ],
    ),
    ...inFile(
      'packages/login/src/zitadel/credential/login-client.ts',
      ['packages/login/test/login-client'],
      [
        [
          'readiness ignores that an ended key was replaced (KEY-2)',
          'if (inUse === null || inUse > deps.now()) return inUse',
          'return inUse',
        ],
      ],
    ),
    ...inFile(
      'packages/cli/src/stop-signals.ts',
      ['packages/cli/src/'],
      [
        [
          'a second signal waits like the first',
          'else if (now() - firstAt >= sameWishMs)',
          'else if (false)',
        ],
      ],
    ),
  ],
}
