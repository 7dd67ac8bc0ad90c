import type { Question } from '../question.ts'
import { compareLogin } from '../compare-login.ts'

export const loginWithoutWaiting: Question = {
  name: 'login-without-waiting',
  question:
    'What does a login with all checks cost beside its four bare calls, when the password check costs nothing?',
  goal: 'a record to lower: aim at 1.3 times',
  run: () => compareLogin({ passwordCheckMs: 0, count: 200 }),
}
