import { openTown } from './town.ts'
import { storyOf } from './story.ts'
import { createProcesses } from './processes.ts'
import { findOpenAuthorizations, findResidue } from './residue.ts'
const processes = createProcesses(1)
const t0 = Date.now()
const town = await openTown(processes)
console.log('open', Date.now() - t0)
const story = storyOf(town)
await story.tell()
console.log('told', Date.now() - t0, town.points.length, story.known.given.length, story.known.ended.length)
const tally = new Map()
for (const p of town.points) tally.set(`${p.when} ${p.place}`, p.occurrence)
console.log(tally)
await town.restart(3600_000)
console.log('restarted', Date.now() - t0)
console.log(await findResidue(town, story), await findOpenAuthorizations(town), await story.logInAgain(), town.authorizationsKnown())
console.log('verified', Date.now() - t0)
await town.close()
processes.close()
process.exit(0)
