import type { DescFile, DescService } from '@bufbuild/protobuf'
import { isBelow } from '../../server/paths.ts'
import { type RestRoute, restRoutes } from '../rest-routes.ts'
import { ownService, withAdditions } from './load-descriptors.ts'
import { ownServices } from './own-services.ts'

/** The services of one protobuf package, and the REST routes that lead to them. */
export interface ApiPackage {
  readonly services: readonly DescService[]
  readonly routes: readonly RestRoute[]
}

interface Source {
  /** Where its REST paths begin; none: by Connect only. */
  readonly paths: readonly string[]
  /** Stands before each path that the descriptors name: they leave it out for the v1 APIs. */
  readonly prefix?: '/management/v1' | '/admin/v1' | '/auth/v1'
  readonly load: () => Promise<readonly DescService[]>
}

const published = (load: () => Promise<DescFile>) => async () => withAdditions(await load())

const sources: Readonly<Record<string, Source>> = {
  'zitadel.session.v2': {
    paths: ['/v2/sessions'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/session/v2/session_service_pb.js'))
          .file_zitadel_session_v2_session_service,
    ),
  },
  'zitadel.oidc.v2': {
    paths: ['/v2/oidc'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/oidc/v2/oidc_service_pb.js')).file_zitadel_oidc_v2_oidc_service,
    ),
  },
  'zitadel.user.v2': {
    paths: ['/v2/users', '/v2/idp_intents'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/user/v2/user_service_pb.js')).file_zitadel_user_v2_user_service,
    ),
  },
  'zitadel.settings.v2': {
    paths: ['/v2/settings', '/v2/policies'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/settings/v2/settings_service_pb.js'))
          .file_zitadel_settings_v2_settings_service,
    ),
  },
  'zitadel.org.v2': {
    paths: ['/v2/organizations'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/org/v2/org_service_pb.js')).file_zitadel_org_v2_org_service,
    ),
  },
  'zitadel.feature.v2': {
    paths: ['/v2/features'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/feature/v2/feature_service_pb.js'))
          .file_zitadel_feature_v2_feature_service,
    ),
  },
  'zitadel.idp.v2': {
    paths: ['/v2/idps'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/idp/v2/idp_service_pb.js')).file_zitadel_idp_v2_idp_service,
    ),
  },
  'zitadel.webkey.v2': {
    paths: ['/v2/web_keys'],
    load: published(
      async () =>
        (await import('@zitadel/proto/zitadel/webkey/v2/webkey_service_pb.js'))
          .file_zitadel_webkey_v2_webkey_service,
    ),
  },
  'zitadel.management.v1': {
    paths: ['/management/v1'],
    prefix: '/management/v1',
    load: published(
      async () => (await import('@zitadel/proto/zitadel/management_pb.js')).file_zitadel_management,
    ),
  },
  'zitadel.admin.v1': {
    paths: ['/admin/v1'],
    prefix: '/admin/v1',
    load: published(async () => (await import('@zitadel/proto/zitadel/admin_pb.js')).file_zitadel_admin),
  },
  'zitadel.auth.v1': {
    paths: ['/auth/v1'],
    prefix: '/auth/v1',
    load: published(async () => (await import('@zitadel/proto/zitadel/auth_pb.js')).file_zitadel_auth),
  },
  ...Object.fromEntries(
    ownServices.map((own) => [own.packageName, { paths: [], load: async () => ownService(own) }]),
  ),
}

const loaded = new Map<string, Promise<ApiPackage>>()

/**
 * A package of the API as the original has it, or nothing for one that it has not. Descriptors are many and most of them seldom
 * needed: each package is loaded when the first call for it comes, once per process.
 */
export async function loadPackage(name: string): Promise<ApiPackage | undefined> {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined
  if (source === undefined) return undefined
  const known =
    loaded.get(name) ??
    source.load().then((services) => ({ services, routes: restRoutes(services, source.prefix) }))
  loaded.set(name, known)
  return known
}

/** The package that serves a REST path, or nothing when none does. */
export async function loadPackageOfPath(path: string): Promise<ApiPackage | undefined> {
  const found = Object.entries(sources).find(([, { paths }]) => paths.some((start) => isBelow(path, start)))
  return found === undefined ? undefined : loadPackage(found[0])
}

/** Names of all packages, in the order of their table. */
export const packageNames: readonly string[] = Object.keys(sources)
