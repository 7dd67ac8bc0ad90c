import type { Requirement, RequirementType } from '@postern/browser'

/** What this form cannot do, in plain words, and what to do about it. */
export interface RequirementText {
  readonly title: string
  readonly text: string
  readonly next: string
}

const texts: Readonly<Record<RequirementType, RequirementText>> = {
  first_factor: {
    title: 'This account does not use a password',
    text: 'Your organization lets you in by another way, such as a passkey, that this form does not offer yet.',
    next: 'Ask your administrator how to log in.',
  },
  second_factor: {
    title: 'Your second factor is needed',
    text: 'Your account is protected by a security key or a code that this form cannot check yet.',
    next: 'Add an authenticator app to your account, then log in here with its code.',
  },
  password_change_required: {
    title: 'Your password must be changed first',
    text: 'It has expired, or an administrator asked for a new one.',
    next: 'Change it in your account, then come back and log in with the new one.',
  },
  email_verification_required: {
    title: 'Your e-mail address is not confirmed yet',
    text: 'We sent you a message with a link when the account was made.',
    next: 'Open the link in that message, then log in again. No message? Ask your administrator for another.',
  },
  mfa_enrolment_required: {
    title: 'A second factor has to be set up',
    text: 'Your organization asks for more than a password, and your account has nothing else yet.',
    next: 'Add an authenticator app to your account, then log in again.',
  },
  sso_required: {
    title: 'Please log in through your organization',
    text: 'Your organization does not allow passwords here; it uses single sign-on.',
    next: "Use your organization's own login page.",
  },
  mfa_not_configured: {
    title: 'Your organization is not set up completely',
    text: 'It demands a second factor but allows none.',
    next: 'Please tell your administrator. You cannot mend this yourself.',
  },
  user_not_ready: {
    title: 'Your account is not ready yet',
    text: 'It was created, but its set-up was never finished.',
    next: 'Follow the invitation that you were sent, then log in again.',
  },
  user_refused: {
    title: 'This account cannot be used here',
    text: 'It may not log in to this application.',
    next: 'If you think that this is wrong, ask your administrator.',
  },
  organization_inactive: {
    title: 'Your organization is switched off',
    text: 'Nobody of your organization can log in at the moment.',
    next: 'Please ask your administrator.',
  },
  wrong_organization: {
    title: 'This account belongs to another organization',
    text: 'These pages are for members of another organization.',
    next: 'Log in with the account of the right one.',
  },
  wrong_user: {
    title: 'That is somebody else’s account',
    text: 'This login was begun for another person.',
    next: 'Begin again with your own account.',
  },
  facts_disagree: {
    title: 'This login could not be checked',
    text: 'Parts of it do not belong together, so it was stopped to be safe.',
    next: 'Please begin again. If it happens twice, tell your administrator.',
  },
  clock_skewed: {
    title: 'The clocks of the servers differ too much',
    text: 'Until they agree, nobody can be logged in safely.',
    next: 'Please tell your administrator.',
  },
  policy_unreadable: {
    title: 'The rules for your login could not be read',
    text: 'Without them we let nobody in, to be safe.',
    next: 'Please try again in a few minutes.',
  },
}

const unknownText: RequirementText = {
  title: 'This login needs something that this page does not know',
  text: 'The server asks for a step that is newer than this form.',
  next: 'Reload the page. If it stays, ask your administrator.',
}

/** The text for one requirement; an unknown one gets a text as well. */
export const requirementText = ({ type }: Pick<Requirement, 'type'>): RequirementText =>
  isKnown(type) ? texts[type] : unknownText

const isKnown = (type: string): type is RequirementType => Object.hasOwn(texts, type)
