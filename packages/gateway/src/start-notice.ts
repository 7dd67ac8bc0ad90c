import type { Logger } from 'pino'
import type { Audit } from './audit/audit.ts'
import type { Config } from './config/config.ts'

export interface Notice {
  readonly name: string
  readonly text: string
}

/** What a reviewer must know of this configuration: logged at every start and reload, each with its consequence (K-2, OPS-2). */
function noticesOf(config: Config): readonly Notice[] {
  const all: readonly (readonly [boolean, Notice])[] = [
    [
      config.flows.includes('back_channel'),
      {
        name: 'back_channel_flow',
        text: 'The back-channel flow is allowed: this application takes passwords in its own form. That deviates from BCP 212 (RFC 10017 section 7.3), which demands a redirect for browser applications, and from the advice of RFC 9700 section 2.4. A process that is broken into could read passwords. See SECURITY.md.',
      },
    ],
    [
      config.allowInsecureLoopback,
      {
        name: 'insecure_loopback',
        text: 'Plain http to this machine is allowed. Whoever can listen on its loopback interface can read tokens. For development only.',
      },
    ],
    [
      !config.emailVerificationRequired,
      {
        name: 'email_unverified',
        text: 'Users whose e-mail address was never verified may log in. Do not tell users apart by their address.',
      },
    ],
    [
      config.trustTraceContext,
      {
        name: 'trusted_trace_context',
        text: 'The traceparent of requests is believed. Unless a proxy removes what strangers send, they choose what is sampled and which trace their requests belong to.',
      },
    ],
    [
      config.store.kind === 'memory',
      {
        name: 'memory_store',
        text: 'Sessions are kept in memory: all users are logged out when this process ends.',
      },
    ],
  ]
  return all.filter(([applies]) => applies).map(([, notice]) => notice)
}

/** Says of every configuration that comes into use, not only of the first, what a reviewer must know of it. */
export function announce(
  event: 'gateway.started' | 'gateway.reloaded',
  { config, audit }: { readonly config: Config; readonly audit: Audit },
  log: Pick<Logger, 'warn'>,
): void {
  const notices = noticesOf(config)
  for (const { name, text } of notices) log.warn({ notice: name }, text)
  audit.write({ event, flows: [...config.flows], weakened: notices.map(({ name }) => name) })
}
