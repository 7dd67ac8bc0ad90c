import type { DescFile, DescService } from '@bufbuild/protobuf'
import { withAdditions } from './load-descriptors.ts'

const loaders: Readonly<Record<string, () => Promise<DescFile>>> = {
  '/management/v1': async () =>
    (await import('@zitadel/proto/zitadel/management_pb.js')).file_zitadel_management,
  '/admin/v1': async () => (await import('@zitadel/proto/zitadel/admin_pb.js')).file_zitadel_admin,
  '/auth/v1': async () => (await import('@zitadel/proto/zitadel/auth_pb.js')).file_zitadel_auth,
}

const loaded = new Map<string, Promise<readonly DescService[]>>()

/**
 * The v1 service behind a prefix of REST paths. They are large and seldom called, so each is loaded when the first call for it comes,
 * once per process.
 */
export function loadV1Services(prefix: string): Promise<readonly DescService[]> {
  const load = loaders[prefix]
  if (load === undefined) return Promise.resolve([])
  const known = loaded.get(prefix) ?? load().then(withAdditions)
  loaded.set(prefix, known)
  return known
}
