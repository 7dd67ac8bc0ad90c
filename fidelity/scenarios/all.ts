import { setUp } from '../set-up.ts'
import type { Scenario } from '../table.ts'
import { authorizeScenario } from './authorize.ts'
import { backChannelLogoutScenario } from './back-channel-logout.ts'
import { claimsAndGrantsScenario } from './claims-and-grants.ts'
import { corsScenario } from './cors.ts'
import { callbackScenario } from './callback.ts'
import { discoveryScenario } from './discovery.ts'
import { introspectToEndSessionScenario } from './introspect-to-end-session.ts'
import { lockoutScenario } from './lockout.ts'
import { loginV2Scenario } from './login-v2.ts'
import { oidcDetailsScenario } from './oidc-details.ts'
import { originScenario } from './origin.ts'
import { refreshScenario } from './refresh.ts'
import { securityClaimsScenario } from './security-claims.ts'
import { serviceUserScenario } from './service-user.ts'
import { sessionsScenario } from './sessions.ts'
import { signingKeysScenario } from './signing-keys.ts'
import { tokenScenario } from './token.ts'

/** All tables, in the order in which they were recorded: set-up first, and each on what the ones before left. */
export const scenarios: readonly Scenario[] = [
  setUp,
  discoveryScenario,
  serviceUserScenario,
  sessionsScenario,
  lockoutScenario,
  authorizeScenario,
  callbackScenario,
  tokenScenario,
  refreshScenario,
  introspectToEndSessionScenario,
  backChannelLogoutScenario,
  securityClaimsScenario,
  loginV2Scenario,
  originScenario,
  corsScenario,
  signingKeysScenario,
  claimsAndGrantsScenario,
  oidcDetailsScenario,
]
