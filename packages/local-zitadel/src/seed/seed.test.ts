import { describe, expect, it } from 'vitest'
import { defaultSeed, emptySeed } from './default-seeds.ts'
import { parseSeed, SeedError } from './seed.ts'

const problemsOf = (seed: unknown): readonly string[] => {
  try {
    parseSeed(seed)
    return []
  } catch (error) {
    return error instanceof SeedError ? error.problems : ['another error']
  }
}

describe('seeds', () => {
  it('takes the two that come along', () => {
    expect([problemsOf(defaultSeed()), problemsOf(emptySeed)]).toEqual([[], []])
  })

  it('names every mistake at once, with its place and without the value', () => {
    const problems = problemsOf({
      organization: {},
      surprise: 1,
      users: [{ loginName: '', givenName: 'A', familyName: 'B', password: 5, state: 'CANARY' }],
    })
    expect(problems).toHaveLength(5)
    expect(problems.join('\n')).toMatch(
      /organization\.name.*users\.0\.loginName|users\.0\.loginName.*organization\.name/s,
    )
    expect(problems.join('\n')).not.toContain('CANARY')
  })

  it('refuses application names that are alike, whatever their projects', () => {
    const application = { type: 'api', name: 'a', authMethod: 'basic' }
    const project = { name: 'p', applications: [application] }
    const problems = ['applications: expected names that differ, in all projects']
    expect(problemsOf({ organization: { name: 'X' }, project, otherProjects: [project] })).toEqual(problems)
  })

  it('has the newsroom in its second form: a page in the API’s project and one elsewhere, at the application’s origin', () => {
    const { project, otherProjects } = parseSeed(defaultSeed({ application: 'http://localhost:4000' }))
    const page = {
      authMethod: 'none',
      applicationType: 'user_agent',
      redirectUris: ['http://localhost:4000/callback'],
      postLogoutRedirectUris: ['http://localhost:4000/'],
      grantTypes: ['authorization_code', 'refresh_token'],
      accessTokenType: 'bearer',
      idTokenUserinfoAssertion: true,
    }
    expect(project?.applications).toEqual([
      expect.objectContaining({ name: 'newsroom-gateway' }),
      { type: 'api', name: 'newsroom-api', authMethod: 'basic' },
      expect.objectContaining({ name: 'newsroom-spa', ...page }),
      { type: 'api', name: 'newsroom-api-jwt', authMethod: 'private_key_jwt' },
    ])
    expect(otherProjects[0]?.applications).toEqual([
      expect.objectContaining({ name: 'reading-room-spa', ...page }),
    ])
  })

  it('refuses login names that are alike, and roles that the project has not', () => {
    const user = { givenName: 'A', familyName: 'B' }
    const users = [
      { ...user, loginName: 'a', roles: ['nope'] },
      { ...user, loginName: 'A' },
    ]
    expect(problemsOf({ organization: { name: 'X' }, users })).toEqual([
      'users: expected login names that differ',
      'users.0.roles: expected roles of the project',
    ])
  })
})
