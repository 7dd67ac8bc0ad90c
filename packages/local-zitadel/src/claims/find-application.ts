import type { Application, Instance } from '../state/model.ts'

/** The application of a client id, active or not. A token's client id may also be a service user's login name: then there is none. */
export function findApplication(instance: Instance, clientId: string): Application | undefined {
  for (const application of instance.applications.values()) {
    if (application.clientId === clientId) return application
  }
  return undefined
}
