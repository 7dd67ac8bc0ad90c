/**
 * Kills the gateway at every write to its store and at every call to ZITADEL, before and after its answer, and loses each answer;
 * afterwards asks the ZITADEL of everything that it ever gave out. `npm run crash`.
 */
import { parseArgs } from 'node:util'
import { findMishaps } from './find-mishaps.ts'
import { nameOf } from './point.ts'
import { createProcesses } from './processes.ts'
import { notReached, tryMishap } from './try-mishap.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
    list: { type: 'boolean', default: false },
  },
})
const workers = Number(values.workers)
const processes = createProcesses(workers)

const mishaps = (await findMishaps(processes)).filter((mishap) => nameOf(mishap).includes(values.only))
const failed: string[] = []
let unreached = 0
const waiting = [...mishaps]
let done = 0

async function work(): Promise<void> {
  for (let mishap = waiting.shift(); mishap !== undefined; mishap = waiting.shift()) {
    const left = await tryMishap(processes, mishap).catch((error: unknown) => [String(error)])
    done += 1
    if (left[0] === notReached) unreached += 1
    else if (left.length > 0) failed.push(nameOf(mishap))
    process.stderr.write(
      `${done}/${mishaps.length} ${left.length === 0 ? 'clean' : `LEFT: ${left.join('; ')}`}  ${nameOf(mishap)}\n`,
    )
  }
}

if (values.list) for (const mishap of mishaps) process.stdout.write(`${nameOf(mishap)}\n`)
else await Promise.all(Array.from({ length: workers }, work))
processes.close()
process.stdout.write(
  `crash: ${done - failed.length - unreached} passed, ${failed.length} failed, ${unreached} not reached\n`,
)
process.exit(failed.length === 0 ? 0 : 1)
