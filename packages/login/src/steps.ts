import type { StepName } from './engine.ts'
import type { Step } from './step.ts'
import { authenticateApplication } from './steps/authenticate-application.ts'
import { beginAuthorization } from './steps/begin-authorization.ts'
import { bindSession } from './steps/bind-session.ts'
import { exchangeCode } from './steps/exchange-code.ts'
import { storeTokens } from './steps/store-tokens.ts'
import { validateTokens } from './steps/validate-tokens.ts'
import { verifyUser } from './steps/verify-user.ts'

/** Every step by its name. Which comes when is not said here. */
export const steps: Readonly<Record<StepName, Step>> = {
  authenticate_application: authenticateApplication,
  verify_user: verifyUser,
  begin_authorization: beginAuthorization,
  bind_session: bindSession,
  exchange_code: exchangeCode,
  validate_tokens: validateTokens,
  store_tokens: storeTokens,
}
