export { buildApp } from './app.ts'
export type { AppDeps } from './app.ts'
export { PageConfigurationError, parsePageConfiguration } from './page-configuration.ts'
export type { PageConfiguration } from './page-configuration.ts'
