/** What the login engine tells that is measured and not audited: a step of a login or of a renewal, as it was done. */
export interface Measurement {
  readonly name: 'login.step'
  readonly flow: string
  readonly step: string
  readonly durationMs: number
  /** `done`, or the code of what went wrong. */
  readonly outcome: string
}

export const isMeasurement = <Event extends { readonly name: string }>(
  event: Event | Measurement,
): event is Measurement => event.name === 'login.step'
