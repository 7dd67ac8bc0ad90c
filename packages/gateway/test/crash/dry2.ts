import { openTown } from './town.ts'
import { createProcesses } from './processes.ts'
const processes = createProcesses(2)
for (let i = 0; i < 2; i += 1) {
const town = await openTown(processes)
const b = town.browser()
const u = town.zitadel.seeded.users[0]!
const time = async (n: string, f: () => Promise<unknown>) => { const t = performance.now(); await f(); console.log(n, Math.round(performance.now() - t), town.points.length) }
await time('begin', () => b.begin())
await time('wrong', () => b.prove({ method: 'password', loginName: u.loginName, password: 'x' }))
await time('right', () => b.prove({ method: 'password', loginName: u.loginName, password: u.password }))
await time('api', () => b.send({ path: '/api/feed' }))
town.advance(11.9*3600_000)
await time('api', () => b.send({ path: '/api/feed' }))
await time('begin', () => b.begin())
await time('right', () => b.prove({ method: 'password', loginName: u.loginName, password: u.password }))
await time('logout', () => b.logOut())
await town.close(); 
}
processes.close(); process.exit(0)
