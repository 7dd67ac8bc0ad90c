import type { Question } from '../question.ts'
import { compareLogin } from '../compare-login.ts'

export const loginWithWaiting: Question = {
  name: 'login-with-waiting',
  question:
    'What does a login with all checks cost beside its four bare calls, when the password check waits for 100 ms?',
  goal: 'at most 1.05 times',
  run: () => compareLogin({ passwordCheckMs: 100, count: 60 }),
}
