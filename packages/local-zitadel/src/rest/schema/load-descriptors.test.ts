import { describe, expect, it } from 'vitest'
import { allOperations } from '../../services/all-operations.ts'
import { loadServices, routeOf } from './load-descriptors.ts'
import { loadV1Services } from './load-v1.ts'

describe('conventions of the operations', () => {
  it('every operation is a method of a service, and listed once', async () => {
    const v1 = await Promise.all(['/auth/v1', '/admin/v1', '/management/v1'].map(loadV1Services))
    const methods = [...loadServices(), ...v1.flat()].flatMap((service) =>
      service.methods.map((method) => `${service.typeName}/${method.name}`),
    )
    const names = allOperations.map((operation) => operation.name)
    expect(names.filter((name) => !methods.includes(name))).toEqual([])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('has what newer releases added beside what was published', () => {
    const user = loadServices().find((service) => service.typeName === 'zitadel.user.v2.UserService')
    const create = user?.methods.find((method) => method.name === 'CreateUser')
    expect(create && routeOf(create)?.pattern.value).toBe('/v2/users/new')
    const machine = create?.input.fields.find((field) => field.name === 'machine')?.message
    expect(machine?.fields.map((field) => field.name)).toEqual(['name', 'description', 'access_token_type'])
    expect(user?.methods.some((method) => method.name === 'GenerateRecoveryCodes')).toBe(true)
  })
})
