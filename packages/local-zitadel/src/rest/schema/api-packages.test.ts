import { describe, expect, it } from 'vitest'
import { allOperations } from '../../services/all-operations.ts'
import { loadPackage, loadPackageOfPath, packageNames } from './api-packages.ts'
import { routeOf } from './load-descriptors.ts'

const packages = await Promise.all(packageNames.map(loadPackage))

describe('conventions of the operations', () => {
  it('every operation is a method of a service, and listed once', () => {
    const methods = packages.flatMap((one) =>
      (one?.services ?? []).flatMap((service) =>
        service.methods.map((method) => `${service.typeName}/${method.name}`),
      ),
    )
    const names = allOperations.map((operation) => operation.name)
    expect(names.filter((name) => !methods.includes(name))).toEqual([])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('every REST route leads to the package that has it', async () => {
    for (const one of packages) {
      for (const { matches } of one?.routes ?? []) {
        const path = matches.source
          .slice(1, -1)
          .replaceAll('\\/', '/')
          .replaceAll('([^/]+)', 'x')
          .replaceAll('\\', '')
        expect([path, await loadPackageOfPath(path)]).toEqual([path, one])
      }
    }
  })

  it('a package that the original has not is none, whatever its name', async () => {
    expect([await loadPackage('zitadel.nothing.v2'), await loadPackage('constructor')]).toEqual([
      undefined,
      undefined,
    ])
    expect(await loadPackageOfPath('/v2/sessionsx')).toBeUndefined()
  })

  it('has what newer releases added beside what was published', async () => {
    const user = (await loadPackage('zitadel.user.v2'))?.services[0]
    const create = user?.methods.find((method) => method.name === 'CreateUser')
    expect(create && routeOf(create)?.pattern.value).toBe('/v2/users/new')
    const machine = create?.input.fields.find((field) => field.name === 'machine')?.message
    expect(machine?.fields.map((field) => field.name)).toEqual(['name', 'description', 'access_token_type'])
    expect(user?.methods.some((method) => method.name === 'GenerateRecoveryCodes')).toBe(true)
  })
})
