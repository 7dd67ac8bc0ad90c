import type { Principal } from '../permissions/principal.ts'
import type { RequestContext } from '../server/request-context.ts'
import type { Instance } from '../state/model.ts'
import type { World } from '../state/world.ts'

/** What an operation is given beside its request. */
export interface Call {
  readonly world: World
  readonly instance: Instance
  readonly context: RequestContext
  readonly caller: Principal
  /** The organization context: the one that `x-zitadel-orgid` names, else the caller's own. */
  readonly organizationId: string
  readonly now: number
}

/** One vendor operation, by its full name `package.Service/Method`. The same code serves REST and Connect. */
export interface Operation {
  readonly name: string
  readonly handle: (call: Call, request: unknown) => Promise<object>
}

/**
 * Makes an operation. The transport builds `request` with the descriptor of the method of that name and turns what is returned into
 * its answer message, so both types are those of the method's messages.
 */
export function operation<Request, Response extends object>(
  name: string,
  handle: (call: Call, request: Request) => Promise<Response> | Response,
): Operation {
  return { name, handle: async (call, request) => handle(call, request as Request) }
}
