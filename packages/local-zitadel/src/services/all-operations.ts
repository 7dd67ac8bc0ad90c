// Long because it is a table: every vendor operation that this server has. What is not here answers 501.
import { setDefaultLanguage, getDefaultLanguage } from './admin/default-language.ts'
import { createApplicationKey, deleteApplicationKey } from './application/application-keys.ts'
import {
  deactivateApplication,
  deleteApplication,
  reactivateApplication,
} from './application/application-state.ts'
import { getApplicationKey, listApplicationKeys } from './application/list-application-keys.ts'
import { getApplication, listApplications } from './application/list-applications.ts'
import { createApplication } from './application/create-application.ts'
import { generateClientSecret } from './application/generate-client-secret.ts'
import { updateApplication } from './application/update-application.ts'
import { getMyUser } from './auth/get-my-user.ts'
import { listMyMemberships } from './auth/list-my-memberships.ts'
import { listMyZitadelPermissions } from './auth/list-my-zitadel-permissions.ts'
import {
  activateAuthorization,
  deactivateAuthorization,
  deleteAuthorization,
  updateAuthorization,
} from './authorization/change-authorization.ts'
import { createAuthorization } from './authorization/create-authorization.ts'
import { listAuthorizations } from './authorization/list-authorizations.ts'
import {
  getInstanceFeatures,
  resetInstanceFeatures,
  setInstanceFeatures,
} from './feature/instance-features.ts'
import { addUsersToGroup, createGroup, deleteGroup, removeUsersFromGroup } from './group/groups.ts'
import {
  createAdministrator,
  deleteAdministrator,
  updateAdministrator,
} from './internal-permission/administrators.ts'
import { listAdministrators } from './internal-permission/list-administrators.ts'
import { addHumanUser, importHumanUser } from './management/add-human-user.ts'
import { createCallback } from './oidc/create-callback.ts'
import { getAuthRequest } from './oidc/get-auth-request.ts'
import type { Operation } from './operation.ts'
import { addOrganization } from './organization/add-organization.ts'
import { organizationStateOperations } from './organization/change-state.ts'
import { getMyOrg } from './organization/get-my-org.ts'
import { listOrganizations } from './organization/list-organizations.ts'
import { domainPolicyOperations } from './policy/domain-policy.ts'
import { lockoutPolicyOperations } from './policy/lockout-policy.ts'
import { loginFactorOperations } from './policy/login-factors.ts'
import { loginPolicyOperations } from './policy/login-policy.ts'
import { oidcSettingsOperations } from './policy/oidc-settings.ts'
import { passwordAgePolicyOperations } from './policy/password-age-policy.ts'
import { passwordComplexityPolicyOperations } from './policy/password-complexity-policy.ts'
import { readPolicyOperations } from './policy/read-policies.ts'
import { secretGeneratorOperations } from './policy/secret-generators.ts'
import { addProjectRole } from './project/add-project-role.ts'
import { createProject } from './project/create-project.ts'
import { deleteProject } from './project/delete-project.ts'
import { getProject } from './project/get-project.ts'
import { listProjectGrants } from './project/list-project-grants.ts'
import { listProjectRoles, updateProjectRole } from './project/list-project-roles.ts'
import { listProjects } from './project/list-projects.ts'
import {
  activateProjectGrant,
  createProjectGrant,
  deactivateProjectGrant,
  deleteProjectGrant,
  updateProjectGrant,
} from './project/project-grants.ts'
import { activateProject, deactivateProject } from './project/project-state.ts'
import { removeProjectRole } from './project/remove-project-role.ts'
import { updateProject } from './project/update-project.ts'
import { createSession } from './session/create-session.ts'
import { deleteSession } from './session/delete-session.ts'
import { getSession } from './session/get-session.ts'
import { listSessions } from './session/list-sessions.ts'
import { setSession } from './session/set-session.ts'
import { getActiveIdentityProviders } from './settings/get-active-identity-providers.ts'
import { getBrandingSettings } from './settings/get-branding-settings.ts'
import { getDomainSettings } from './settings/get-domain-settings.ts'
import { getGeneralSettings } from './settings/get-general-settings.ts'
import { getLegalAndSupportSettings } from './settings/get-legal-and-support-settings.ts'
import { getLockoutSettings } from './settings/get-lockout-settings.ts'
import { getLoginSettings } from './settings/get-login-settings.ts'
import { getPasswordComplexitySettings } from './settings/get-password-complexity-settings.ts'
import { getPasswordExpirySettings } from './settings/get-password-expiry-settings.ts'
import { getSecuritySettings, setSecuritySettings } from './settings/security-settings.ts'
import { userOperations } from './user/user-operations.ts'
import { activateWebKey, createWebKey, deleteWebKey, listWebKeys } from './web-key/web-keys.ts'

export const allOperations: readonly Operation[] = [
  createSession,
  getSession,
  setSession,
  deleteSession,
  listSessions,
  getAuthRequest,
  createCallback,
  ...userOperations,
  getGeneralSettings,
  getLoginSettings,
  getLockoutSettings,
  getPasswordExpirySettings,
  getPasswordComplexitySettings,
  getDomainSettings,
  getBrandingSettings,
  getLegalAndSupportSettings,
  getActiveIdentityProviders,
  getSecuritySettings,
  setSecuritySettings,
  getInstanceFeatures,
  setInstanceFeatures,
  resetInstanceFeatures,
  addOrganization,
  listOrganizations,
  getMyOrg,
  ...organizationStateOperations,
  ...loginPolicyOperations,
  ...loginFactorOperations,
  ...lockoutPolicyOperations,
  ...passwordAgePolicyOperations,
  ...passwordComplexityPolicyOperations,
  ...domainPolicyOperations,
  ...oidcSettingsOperations,
  ...readPolicyOperations,
  ...secretGeneratorOperations,
  setDefaultLanguage,
  getDefaultLanguage,
  addHumanUser,
  importHumanUser,
  getMyUser,
  listMyMemberships,
  listMyZitadelPermissions,
  createProject,
  updateProject,
  deleteProject,
  getProject,
  listProjects,
  activateProject,
  deactivateProject,
  addProjectRole,
  updateProjectRole,
  removeProjectRole,
  listProjectRoles,
  createProjectGrant,
  updateProjectGrant,
  activateProjectGrant,
  deactivateProjectGrant,
  deleteProjectGrant,
  listProjectGrants,
  createApplication,
  getApplication,
  listApplications,
  updateApplication,
  deactivateApplication,
  reactivateApplication,
  deleteApplication,
  generateClientSecret,
  createApplicationKey,
  deleteApplicationKey,
  getApplicationKey,
  listApplicationKeys,
  createAuthorization,
  listAuthorizations,
  updateAuthorization,
  activateAuthorization,
  deactivateAuthorization,
  deleteAuthorization,
  createAdministrator,
  updateAdministrator,
  deleteAdministrator,
  listAdministrators,
  createGroup,
  deleteGroup,
  addUsersToGroup,
  removeUsersFromGroup,
  createWebKey,
  activateWebKey,
  deleteWebKey,
  listWebKeys,
]
