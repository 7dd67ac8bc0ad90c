import { binding } from './binding.ts'
import type { Area } from './broken-rule.ts'
import { dying } from './dying.ts'
import { edge } from './edge.ts'
import { ending } from './ending.ts'
import { engine } from './engine.ts'
import { evictions } from './evictions.ts'
import { guard } from './guard/guard.ts'
import { localLoginPage } from './local-login-page.ts'
import { localLogout } from './local-logout.ts'
import { localState } from './local-state.ts'
import { newsroomForms } from './newsroom.ts'
import { renewalAndHandles } from './renewal-and-handles.ts'
import { residue } from './residue.ts'
import { seeing } from './seeing.ts'
import { settingUp } from './set-up.ts'
import { sufficiency } from './sufficiency.ts'
import { throttlingAndSameFace } from './throttling-and-same-face.ts'
import { watchedKeys } from './watched-keys.ts'

/** One file for each area; a new one is added here. */
export const areas: readonly Area[] = [
  sufficiency,
  binding,
  engine,
  dying,
  ending,
  evictions,
  edge,
  throttlingAndSameFace,
  renewalAndHandles,
  residue,
  seeing,
  guard,
  localLogout,
  localState,
  newsroomForms,
  localLoginPage,
  watchedKeys,
  settingUp,
]
