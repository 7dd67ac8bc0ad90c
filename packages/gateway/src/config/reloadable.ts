import { isDeepStrictEqual } from 'node:util'
import { GatewayError } from '../errors.ts'
import type { Config } from './config.ts'

/** Bound to what a living process cannot exchange: its sockets, its store, and the origin that every cookie out there belongs to. */
const restartOnly = ['publicOrigin', 'listen', 'health', 'store'] as const satisfies readonly (keyof Config)[]

/**
 * Whether a running gateway can go on with another configuration.
 *
 * @throws {GatewayError} `CONFIGURATION_INVALID`, naming every setting that needs a restart
 */
export function checkReloadable(running: Config, wanted: Config): void {
  const problems = restartOnly
    .filter((setting) => !isDeepStrictEqual(running[setting], wanted[setting]))
    .map((setting) => `${setting}: cannot change while the gateway runs; restart it.`)
  if (problems.length > 0) throw new GatewayError('CONFIGURATION_INVALID', problems.join('\n'), { problems })
}
