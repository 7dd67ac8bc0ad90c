/** The limits by their settings' names, as the audit trail says which of them refused. */
export const limitNames = [
  'perName',
  'failuresInARow',
  'perNameAndAddress',
  'perAddress',
  'perNetwork',
  'perDevice',
  'openPerAddress',
  'openPerNetwork',
  'openPerDevice',
  'open',
  'passwordChecks',
] as const

export type LimitName = (typeof limitNames)[number]
