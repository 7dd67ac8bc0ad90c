// Long because it is a table: the operations of `zitadel.user.v2.UserService`.
import type { Operation } from '../operation.ts'
import { addHumanUser } from './add-human-user.ts'
import { addKey } from './add-key.ts'
import { addOtpEmail } from './add-otp-email.ts'
import { addOtpSms } from './add-otp-sms.ts'
import { addPersonalAccessToken } from './add-personal-access-token.ts'
import { addSecret } from './add-secret.ts'
import { createInviteCode } from './create-invite-code.ts'
import { createUser } from './create-user.ts'
import { deactivateUser } from './deactivate-user.ts'
import { deleteUserMetadata } from './delete-user-metadata.ts'
import { deleteUser } from './delete-user.ts'
import { generateRecoveryCodes } from './generate-recovery-codes.ts'
import { getUserById } from './get-user-by-id.ts'
import { humanMfaInitSkipped } from './human-mfa-init-skipped.ts'
import { listAuthenticationFactors } from './list-authentication-factors.ts'
import { listAuthenticationMethodTypes } from './list-authentication-method-types.ts'
import { listIdpLinks } from './list-idp-links.ts'
import { listKeys, listPersonalAccessTokens } from './list-keys.ts'
import { listUserMetadata } from './list-user-metadata.ts'
import { listUsers } from './list-users.ts'
import { lockUser } from './lock-user.ts'
import { passwordReset } from './password-reset.ts'
import { reactivateUser } from './reactivate-user.ts'
import { registerTotp } from './register-totp.ts'
import { removeKey } from './remove-key.ts'
import { removeOtpEmail } from './remove-otp-email.ts'
import { removeOtpSms } from './remove-otp-sms.ts'
import { removePersonalAccessToken } from './remove-personal-access-token.ts'
import { removePhone } from './remove-phone.ts'
import { removeRecoveryCodes } from './remove-recovery-codes.ts'
import { removeSecret } from './remove-secret.ts'
import { removeTotp } from './remove-totp.ts'
import { resendEmailCode } from './resend-email-code.ts'
import { resendInviteCode } from './resend-invite-code.ts'
import { resendPhoneCode } from './resend-phone-code.ts'
import { sendEmailCode } from './send-email-code.ts'
import { setEmail } from './set-email.ts'
import { setPassword } from './set-password.ts'
import { setPhone } from './set-phone.ts'
import { setUserMetadata } from './set-user-metadata.ts'
import { unlockUser } from './unlock-user.ts'
import { updateUser } from './update-user.ts'
import { verifyEmail } from './verify-email.ts'
import { verifyInviteCode } from './verify-invite-code.ts'
import { verifyPhone } from './verify-phone.ts'
import { verifyTotpRegistration } from './verify-totp-registration.ts'

export const userOperations: readonly Operation[] = [
  addHumanUser,
  addKey,
  addOtpEmail,
  addOtpSms,
  addPersonalAccessToken,
  addSecret,
  createInviteCode,
  createUser,
  deactivateUser,
  deleteUserMetadata,
  deleteUser,
  generateRecoveryCodes,
  getUserById,
  humanMfaInitSkipped,
  listAuthenticationFactors,
  listAuthenticationMethodTypes,
  listIdpLinks,
  listKeys,
  listPersonalAccessTokens,
  listUserMetadata,
  listUsers,
  lockUser,
  passwordReset,
  reactivateUser,
  registerTotp,
  removeKey,
  removeOtpEmail,
  removeOtpSms,
  removePersonalAccessToken,
  removePhone,
  removeRecoveryCodes,
  removeSecret,
  removeTotp,
  resendEmailCode,
  resendInviteCode,
  resendPhoneCode,
  sendEmailCode,
  setEmail,
  setPassword,
  setPhone,
  setUserMetadata,
  unlockUser,
  updateUser,
  verifyEmail,
  verifyInviteCode,
  verifyPhone,
  verifyTotpRegistration,
]
