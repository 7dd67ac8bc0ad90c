import { inGuard } from './in-guard.ts'

/** What a caller may do by the token. */
export const ofThePrincipal = [
  ...inGuard(
    'principal/roles.ts',
    ['guard'],
    [
      [
        'a role of another project counts as one of this',
        'const projectId = name === ofOwnProject ? null : ofNamedProject.exec(name)?.[1]',
        "const projectId = name === ofOwnProject ? null : ofNamedProject.exec(name)?.[1] && '300000000000000001'",
      ],
    ],
  ),
  ...inGuard(
    'principal/principal.ts',
    ['guard', 'demands'],
    [
      [
        'a role counts in every organization',
        'organizationId === undefined || held.organizationIds.includes(organizationId)',
        'true',
      ],
    ],
  ),
]
