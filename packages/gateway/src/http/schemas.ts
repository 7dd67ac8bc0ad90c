/**
 * JSON schemas of the interface: they make the OpenAPI document, and what an answer's schema does not name is not sent.
 */
const instant = { type: 'integer', description: 'Milliseconds since the epoch.' } as const
const text = { type: 'string' } as const
const texts = { type: 'array', items: text } as const
const textOrNull = { type: ['string', 'null'] } as const

const requirement = {
  type: 'object',
  required: ['type', 'reason'],
  properties: { type: text, methods: texts, reason: text },
} as const

const attempt = {
  type: 'object',
  title: 'Attempt',
  required: ['attempt', 'state', 'needs', 'expiresAt'],
  properties: {
    attempt: { ...text, description: 'Goes into the header Postern-Attempt. Of no use without the cookie.' },
    state: { ...text, enum: ['open', 'finished'] },
    needs: { type: 'array', items: requirement },
    expiresAt: instant,
  },
} as const

const session = {
  type: ['object', 'null'],
  title: 'Session',
  required: ['subject', 'roles', 'methods', 'authTime', 'createdAt', 'expiresAt', 'idleExpiresAt', 'login'],
  properties: {
    subject: text,
    name: textOrNull,
    loginName: textOrNull,
    picture: textOrNull,
    email: textOrNull,
    roles: texts,
    methods: texts,
    authTime: instant,
    createdAt: instant,
    expiresAt: instant,
    idleExpiresAt: instant,
    login: {
      type: 'object',
      required: ['flow', 'steps'],
      properties: {
        flow: text,
        steps: {
          type: 'array',
          items: {
            type: 'object',
            required: ['step', 'startedAt', 'endedAt'],
            properties: { step: text, startedAt: instant, endedAt: instant },
          },
        },
      },
    },
  },
} as const

const ownSession = {
  type: 'object',
  title: 'OwnSession',
  required: ['id', 'current', 'device', 'address', 'createdAt', 'lastUsedAt'],
  properties: {
    id: { ...text, description: 'Names the session towards DELETE /auth/sessions/{id}; of no other use.' },
    current: { type: 'boolean', description: 'Whether it is the session that asks.' },
    device: textOrNull,
    address: textOrNull,
    createdAt: instant,
    lastUsedAt: instant,
  },
} as const

const problem = {
  description: 'A problem (RFC 9457).',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        title: 'Problem',
        required: ['type', 'title', 'status', 'code', 'correlation'],
        properties: {
          type: text,
          title: text,
          status: { type: 'integer' },
          code: { ...text, description: 'The stable word to decide by.' },
          correlation: { ...text, description: 'Finds the same event in the log.' },
          needs: { type: 'array', items: requirement, description: 'Why a login may not be finished here.' },
        },
      },
    },
  },
} as const

const nothing = { description: 'Done.', type: 'null' } as const

/** For every call: the header that no foreign page can send (CSRF-2). */
const own = { 'postern-csrf': { ...text, enum: ['1'] } } as const
const ownHeaders = { type: 'object', required: ['postern-csrf'], properties: own } as const
const attemptHeaders = {
  type: 'object',
  required: ['postern-csrf', 'postern-attempt'],
  properties: { ...own, 'postern-attempt': { ...text, description: 'The attempt that this is about.' } },
} as const

export const schemas = {
  beginLogin: {
    operationId: 'beginLogin',
    summary: 'Begins a login.',
    headers: ownHeaders,
    body: {
      type: 'object',
      additionalProperties: false,
      properties: {
        maxAge: {
          type: 'integer',
          minimum: 0,
          maximum: 999_999_999,
          description: 'Seconds; 0: proven in this very attempt.',
        },
        prompt: { ...text, enum: ['login'] },
      },
    },
    response: { 201: attempt, default: problem },
  },
  viewLogin: {
    operationId: 'viewLogin',
    summary: 'What a login still needs.',
    headers: attemptHeaders,
    response: { 200: attempt, default: problem },
  },
  proveLogin: {
    operationId: 'proveLogin',
    summary: 'Brings one proof. The last one finishes the login.',
    headers: attemptHeaders,
    body: {
      oneOf: [
        {
          type: 'object',
          additionalProperties: false,
          required: ['method', 'loginName', 'password'],
          properties: {
            method: { const: 'password' },
            loginName: { ...text, minLength: 1, maxLength: 200 },
            password: { ...text, format: 'password', minLength: 1, maxLength: 200 },
          },
        },
        {
          type: 'object',
          additionalProperties: false,
          required: ['method', 'code'],
          properties: { method: { const: 'totp' }, code: { ...text, minLength: 1, maxLength: 20 } },
        },
      ],
    },
    response: {
      200: { type: 'object', required: ['attempt', 'session'], properties: { attempt, session } },
      default: problem,
    },
  },
  cancelLogin: {
    operationId: 'cancelLogin',
    summary: 'Ends a login that is under way.',
    headers: attemptHeaders,
    response: { 204: nothing, default: problem },
  },
  viewSession: {
    operationId: 'viewSession',
    summary: 'Who is logged in.',
    headers: ownHeaders,
    response: { 200: { type: 'object', required: ['session'], properties: { session } }, default: problem },
  },
  endSession: {
    operationId: 'endSession',
    summary: 'Logs out.',
    headers: ownHeaders,
    response: { 204: nothing, default: problem },
  },
  listSessions: {
    operationId: 'listSessions',
    summary: 'Where the user is logged in.',
    headers: ownHeaders,
    response: {
      200: {
        type: 'object',
        required: ['sessions'],
        properties: { sessions: { type: 'array', items: ownSession } },
      },
      default: problem,
    },
  },
  endOwnSession: {
    operationId: 'endOwnSession',
    summary: "Ends one of the user's sessions.",
    headers: ownHeaders,
    params: { type: 'object', required: ['id'], properties: { id: text } },
    response: { 204: nothing, default: problem },
  },
  endOwnSessions: {
    operationId: 'endOwnSessions',
    summary: "Ends all of the user's sessions, the one that asks too.",
    headers: ownHeaders,
    response: { 204: nothing, default: problem },
  },
  issuerLogout: {
    operationId: 'issuerLogout',
    summary: 'Takes a logout token of the issuer (OpenID Connect Back-Channel Logout). For servers.',
    consumes: ['application/x-www-form-urlencoded'],
    body: {
      type: 'object',
      required: ['logout_token'],
      properties: { logout_token: text },
    },
    response: { 200: nothing, default: problem },
  },
} as const
