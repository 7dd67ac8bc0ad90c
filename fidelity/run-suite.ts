import type { Outcome } from './exchange.ts'
import { createLab } from './lab.ts'
import { scenarios } from './scenarios/all.ts'
import type { Server } from './server.ts'
import { setUp } from './set-up.ts'
import type { Scenario } from './table.ts'

/** What a server answered to one table. */
export interface Played {
  readonly name: string
  readonly outcomes: readonly Outcome[]
}

/**
 * The scenarios with these numbers or names (`03`, `03-sessions`), all without any; set-up is always the first.
 *
 * @throws RangeError for a name that no scenario has
 */
export function chooseScenarios(names: readonly string[]): readonly Scenario[] {
  const isNamed = (scenario: Scenario, name: string) =>
    scenario.name === name || scenario.name.startsWith(`${name}-`)
  const unknown = names.find((name) => !scenarios.some((scenario) => isNamed(scenario, name)))
  if (unknown !== undefined) throw new RangeError(`there is no scenario ${unknown}`)
  if (names.length === 0) return scenarios
  return scenarios.filter((scenario) => scenario === setUp || names.some((name) => isNamed(scenario, name)))
}

/** Plays tables against a server, in order. The server stays open. */
export async function runSuite(server: Server, chosen: readonly Scenario[]): Promise<readonly Played[]> {
  const lab = createLab(server)
  try {
    const played: Played[] = []
    for (const { name, steps } of chosen) played.push({ name, outcomes: await lab.perform(steps) })
    return played
  } finally {
    lab.close()
  }
}
