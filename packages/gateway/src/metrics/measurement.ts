import type { LoginEvent } from '@postern/login'

/** What the login engine tells that is measured and not audited: a step of a login or of a renewal, as it was done. */
export type Measurement = Extract<LoginEvent, { readonly name: 'login.step' }>
