import { touch } from '../../state/changes.ts'
import { timestamp } from '../details.ts'
import { operation } from '../operation.ts'
import type { ApplicationRequest } from './application-types.ts'
import { findApplicationFor } from './find-application.ts'

/** A deactivated application cannot authenticate; its access tokens live on (contract 6.8). */
export const deactivateApplication = operation(
  'zitadel.application.v2.ApplicationService/DeactivateApplication',
  (call, request: ApplicationRequest) => {
    const application = findApplicationFor(call, request, 'COMMAND-ov9d3')
    call.world.readSide.note(application, 'state')
    application.state = 'inactive'
    touch(application, call.now)
    call.world.changed('accounts')
    return { deactivationDate: timestamp(call.now) }
  },
)

export const reactivateApplication = operation(
  'zitadel.application.v2.ApplicationService/ReactivateApplication',
  (call, request: ApplicationRequest) => {
    const application = findApplicationFor(call, request, 'COMMAND-ov9d3')
    call.world.readSide.note(application, 'state')
    application.state = 'active'
    touch(application, call.now)
    call.world.changed('accounts')
    return { reactivationDate: timestamp(call.now) }
  },
)

export const deleteApplication = operation(
  'zitadel.application.v2.ApplicationService/DeleteApplication',
  (call, request: ApplicationRequest) => {
    findApplicationFor(call, request, 'COMMAND-0po9s', 'project.app.delete')
    call.instance.applications.delete(request.applicationId)
    call.world.changed('accounts')
    return { deletionDate: timestamp(call.now) }
  },
)
