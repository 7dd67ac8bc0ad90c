export { useAuth } from './auth-context.ts'
export { AuthRoom } from './auth-room.tsx'
export type {
  Api,
  Auth,
  AuthNotice,
  AuthState,
  EndOutcome,
  Form,
  LoginStory,
  OwnSession,
  OwnSessions,
  Person,
} from './auth.ts'
export { loadConfiguration } from './configuration.ts'
export { createAuth } from './create-auth.ts'
