import { preferredLoginName } from '../../claims/login-name.ts'
import type { Instance, Session } from '../../state/model.ts'
import { timestamp } from '../details.ts'
import { displayNameOf } from '../user/find-user.ts'

/** A session as reads show it (contract 3.5); factors that later events made void are left out. */
export function sessionMessage(instance: Instance, session: Session) {
  return {
    id: session.id,
    creationDate: timestamp(session.createdAt),
    changeDate: timestamp(session.changedAt),
    sequence: BigInt(session.sequence),
    ...(hasFactor(session) ? { factors: factorsOf(instance, session) } : {}),
    metadata: Object.fromEntries(session.metadata),
    ...(session.userAgent === undefined ? {} : { userAgent: userAgentMessage(session.userAgent) }),
    ...(session.expiresAt === undefined ? {} : { expirationDate: timestamp(session.expiresAt) }),
  }
}

const hasFactor = (session: Session) => session.user !== undefined

function factorsOf(instance: Instance, session: Session) {
  const at = (time: number | undefined) => (time === undefined ? undefined : { verifiedAt: timestamp(time) })
  const user = instance.users.get(session.user?.id ?? '')
  const password = session.hiddenFromReads?.password === true ? undefined : session.passwordCheckedAt
  const factors = {
    password: at(password),
    webAuthN: session.webAuthN && {
      verifiedAt: timestamp(session.webAuthN.checkedAt),
      userVerified: session.webAuthN.userVerified,
    },
    intent: at(session.intentCheckedAt),
    totp: at(session.totpCheckedAt),
    otpSms: at(session.otpSmsCheckedAt),
    otpEmail: at(session.otpEmailCheckedAt),
    recoveryCode: at(session.recoveryCodeCheckedAt),
  }
  return {
    user: session.user && {
      verifiedAt: timestamp(session.user.checkedAt),
      id: session.user.id,
      loginName: user === undefined ? '' : preferredLoginName(instance, user),
      displayName: user === undefined ? '' : displayNameOf(user),
      organizationId: session.user.organizationId,
    },
    ...Object.fromEntries(Object.entries(factors).filter(([, factor]) => factor !== undefined)),
  }
}

function userAgentMessage({ header, ...rest }: NonNullable<Session['userAgent']>) {
  return {
    ...rest,
    header: Object.fromEntries(Object.entries(header ?? {}).map(([name, values]) => [name, { values }])),
  }
}

/** Whether reads know a session: not ended, not made up, and its user not made inactive since (contract 3.5). */
export function isReadable(session: Session): boolean {
  return session.state === 'active' && session.hiddenFromReads?.session !== true
}
