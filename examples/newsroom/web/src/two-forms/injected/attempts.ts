import { askTabs } from './ask-tabs.ts'
import { callThrough } from './call-through.ts'
import type { Attempt } from './haul.ts'
import { hiddenFrame } from './hidden-frame.ts'
import { readCookies } from './read-cookies.ts'
import { searchMemory } from './search-memory.ts'
import { searchStorage } from './search-storage.ts'
import { provokeRenewal, watchCalls } from './watch-calls.ts'

/** What an injected script would try, in this order. Each really tries, and nothing leaves the page. */
export const attempts: readonly Attempt[] = [
  { title: 'Look through storage', run: searchStorage },
  { title: 'Read the cookies', run: readCookies },
  { title: 'Search the memory', run: searchMemory },
  { title: 'Watch a call', run: watchCalls },
  { title: 'Provoke a renewal', run: provokeRenewal },
  { title: 'Ask the tabs', run: askTabs },
  { title: 'Log in unseen, in a hidden frame', run: hiddenFrame },
  { title: 'Call the API as you', run: callThrough },
]
