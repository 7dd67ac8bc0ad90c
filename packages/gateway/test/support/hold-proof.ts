import type { ScriptedEngine } from './scripted-engine.ts'

/** From here on, proofs stand still in the engine until they are let go. */
export function holdProof(engine: ScriptedEngine): { readonly reached: Promise<void>; release(): void } {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  engine.beforeProof = () => {
    reached.resolve()
    return gate.promise
  }
  return { reached: reached.promise, release: () => gate.resolve() }
}
