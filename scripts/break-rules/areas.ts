import { binding } from './binding.ts'
import type { Area } from './broken-rule.ts'
import { ending } from './ending.ts'
import { localLogout } from './local-logout.ts'
import { sufficiency } from './sufficiency.ts'

/** One file for each area; a new one is added here. */
export const areas: readonly Area[] = [sufficiency, binding, ending, localLogout]
