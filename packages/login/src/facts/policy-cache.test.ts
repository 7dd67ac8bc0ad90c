import { describe, expect, it } from 'vitest'
import { aLogin, now } from '../../test/facts-of-a-login.ts'
import { unreadable } from '../sufficiency/reading.ts'
import type { OrganizationPolicy } from './organization-policy.ts'
import { createPolicyCache } from './policy-cache.ts'

const { organization, loginPolicy, passwordExpiry, identityProviders } = aLogin()
const whole: OrganizationPolicy = { organization, loginPolicy, passwordExpiry, identityProviders }

function aCache(answer: () => Promise<OrganizationPolicy> = async () => whole, maxOrganizations = 2) {
  const time = { now }
  const read: string[] = []
  const cache = createPolicyCache({
    now: () => time.now,
    cacheSeconds: 60,
    maxOrganizations,
    read: (organizationId) => {
      read.push(organizationId)
      return answer()
    },
  })
  return { cache, read, time }
}

describe('policies by organization', () => {
  it('are read once for any number of logins at the same time', async () => {
    const { cache, read } = aCache()
    await Promise.all([1, 2, 3, 4].map(() => cache.policyOf('org-1')))
    expect(read).toEqual(['org-1'])
  })

  it('are counted from the start of their reading: a slow one is not used longer', async () => {
    const slow = Promise.withResolvers<OrganizationPolicy>()
    const { cache, read, time } = aCache(() => slow.promise)
    const first = cache.policyOf('org-1')
    time.now += 60_000
    const second = cache.policyOf('org-1')
    slow.resolve(whole)
    await Promise.all([first, second])
    expect(read).toHaveLength(2)
  })

  it('are read again when our clock went back', async () => {
    const { cache, read, time } = aCache()
    await cache.policyOf('org-1')
    time.now -= 1
    await cache.policyOf('org-1')
    expect(read).toHaveLength(2)
  })

  it('are kept for so many organizations, the one read longest ago goes first', async () => {
    const { cache, read } = aCache()
    for (const id of ['org-1', 'org-2', 'org-3', 'org-2', 'org-3', 'org-1']) await cache.policyOf(id)
    expect(read).toEqual(['org-1', 'org-2', 'org-3', 'org-1'])
  })

  it('are not kept when a part was unreadable or the reading failed', async () => {
    const broken = aCache(async () => ({ ...whole, passwordExpiry: unreadable('status') }))
    await broken.cache.policyOf('org-1')
    await broken.cache.policyOf('org-1')
    expect(broken.read).toHaveLength(2)
    const failing = aCache(() => Promise.reject(new Error('no')))
    await expect(failing.cache.policyOf('org-1')).rejects.toThrow('no')
    await expect(failing.cache.policyOf('org-1')).rejects.toThrow('no')
    expect(failing.read).toHaveLength(2)
  })
})
