export type { LoginEngineDeps } from './create-login-engine.ts'
export { createLoginEngine } from './create-login-engine.ts'
export type {
  AttemptHandle,
  AttemptView,
  FinishedLogin,
  KeepLogin,
  LivingSession,
  LoginContext,
  LoginEngine,
  Proof,
  ProveResult,
  Readiness,
  RecoveryReport,
  StepName,
  StepRecord,
  TokenSet,
  VerifiedLogoutToken,
} from './engine.ts'
export type { LoginErrorCode, LoginErrorOptions } from './errors.ts'
export { isLoginError, LoginError, loginErrors } from './errors.ts'
export type { LoginEvent, LoginEvents, Refusal } from './events.ts'
export type { Method, Requirement, RequirementType } from './requirement.ts'
export type { LoginSettings } from './settings.ts'
export { checkSettings } from './settings.ts'
export type { Reason } from './sufficiency/reasons.ts'
export { reasons } from './sufficiency/reasons.ts'
export type {
  ApplicationKey,
  LoginClientCredential,
  ServiceAccountKey,
} from './zitadel/credential/key-file.ts'
export { parseApplicationKey, parseServiceAccountKey } from './zitadel/credential/key-file.ts'
export { probeApplication } from './zitadel/probe-application.ts'
export type { ServiceCaller, ServiceCallerDeps, ServiceCallerSettings } from './zitadel/service-caller.ts'
export { createServiceCaller } from './zitadel/service-caller.ts'
