/**
 * What the login engine tells that is measured and not audited: a step of a login as it was done, and a sign that ZITADEL will stop
 * offering something that is used.
 */
export type Measurement =
  | {
      readonly name: 'login.step'
      readonly flow: string
      readonly step: string
      readonly durationMs: number
      readonly outcome: string
    }
  | { readonly name: 'issuer.deprecation' }

type Named = { readonly name: string }

export const isMeasurement = <Event extends Named>(
  event: Event,
): event is Extract<Event | Measurement, Measurement> & Event =>
  event.name === 'login.step' || event.name === 'issuer.deprecation'
