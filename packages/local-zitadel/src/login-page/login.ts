import { preferredLoginName } from '../claims/login-name.ts'
import { findApplication } from '../claims/find-application.ts'
import { ApiError } from '../errors/api-error.ts'
import type { Answer, RequestContext } from '../server/request-context.ts'
import type { AuthRequest } from '../state/model.ts'
import { type BrowserState, browserCookie, readBrowser, type SessionReference } from './browser-cookie.ts'
import { formProof, isOurForm } from './forgery.ts'
import {
  accountsForm,
  barrierTexts,
  blockedForm,
  type FormFrame,
  nameForm,
  passwordForm,
  totpForm,
} from './forms.ts'
import { knownSessions } from './known-session.ts'
import { type LoginClient, loginClientOf } from './login-client.ts'
import { html, type Markup } from './markup.ts'
import { isSameName, longestName, nextStep, type Step } from './next-step.ts'
import { pageAnswer, seeOther } from './page.ts'
import { formTargetOf } from './form-target.ts'
import { parsePageForm } from './page-form.ts'

/** One request of one login at the page. */
interface Login {
  readonly context: RequestContext
  readonly client: LoginClient
  readonly authRequest: AuthRequest
  readonly browser: BrowserState
}

/** An application asks again after a pause; until then its request is forgotten by whoever made it. */
const longestLoginMs = 3_600_000

/**
 * `/ui/v2/login/login`: where the authorization endpoint sends a browser (contract 4.3). GET shows the form that comes next, or finishes
 * without one; POST is a form that was filled in.
 */
export async function login(context: RequestContext): Promise<Answer> {
  const authRequest = context.instance.authRequests.get(context.query.get('authRequest') ?? '')
  const refused = refusedRequest(context, authRequest)
  if (authRequest === undefined || refused !== undefined) return notice(refused ?? unknown)
  const client = loginClientOf(context)
  if (client === undefined) return notice(noLoginClient)
  const one: Login = { context, client, authRequest, browser: await readBrowser(context) }
  if (context.method === 'GET') return goOn(one)
  const form = parsePageForm(context)
  if (!isOurForm(context, one.browser, authRequest.id, form('proof'))) return notice(forged)
  return takeForm(one, form)
}

async function takeForm(one: Login, form: (name: string) => string): Promise<Answer> {
  const { client, authRequest } = one
  const loginName = form('loginName').trim().slice(0, longestName)
  if (form('account') !== '') return chosen(one, form('account'))
  switch (form('step')) {
    case 'cancel':
      return leave(one, await client.refuse(authRequest.id, 'access_denied', 'The user cancelled the login'))
    case 'other':
      return again(one, '')
    case 'name':
      return loginName === '' ? goOn(one, 'Enter your login name.') : again(one, loginName)
    case 'password':
      return prove(one, loginName, () => checkPassword(one, loginName, form('password')))
    case 'totp':
      return prove(one, loginName, () => checkTotp(one, loginName, form('code')))
    default:
      return goOn(one)
  }
}

/** Asks for the page anew, with who is logging in: a form that was taken can then be neither reloaded nor sent twice. */
async function again(
  { context, authRequest, browser }: Login,
  loginName: string,
  sessions = browser.sessions,
): Promise<Answer> {
  const next = { nonce: browser.nonce, sessions, asked: { authRequestId: authRequest.id, loginName } }
  return seeOther(`${context.path}?authRequest=${authRequest.id}`, await browserCookie(context, next))
}

async function chosen(one: Login, sessionId: string): Promise<Answer> {
  const sessions = await knownSessions(one.context, one.browser.sessions)
  return again(one, sessions.find(({ reference }) => reference.id === sessionId)?.loginName ?? '')
}

/** A proof that was refused shows its form again with a text; it says nothing of why. */
async function prove(
  one: Login,
  loginName: string,
  check: () => Promise<SessionReference | undefined>,
): Promise<Answer> {
  const asked = { authRequestId: one.authRequest.id, loginName }
  const named: Login = { ...one, browser: { ...one.browser, asked } }
  let proven: SessionReference | undefined
  try {
    proven = await check()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return goOn(named, refusedProof)
  }
  if (proven === undefined) return goOn(named, refusedProof)
  const others = one.browser.sessions.filter(({ id }) => id !== proven.id)
  return again(one, loginName, [proven, ...others])
}

async function checkPassword(
  { context, client, browser }: Login,
  loginName: string,
  password: string,
): Promise<SessionReference | undefined> {
  if (loginName === '' || password === '' || password.length > longestPassword) return undefined
  const sessions = await knownSessions(context, browser.sessions)
  const known = sessions.find((session) => isSameName(session.loginName, loginName))
  if (known !== undefined) return client.checkPassword(known.reference.id, { loginName, password })
  return client.createSession({ loginName, password }, context.headers['user-agent']?.slice(0, 200) ?? '')
}

/** A code counts only beside a password of this browser's own session. */
async function checkTotp(
  { context, client, browser }: Login,
  loginName: string,
  code: string,
): Promise<SessionReference | undefined> {
  const sessions = await knownSessions(context, browser.sessions)
  const known = sessions.find((session) => isSameName(session.loginName, loginName))
  if (known?.passwordCheckedAt === undefined || !/^[0-9]{6}$/.test(code)) return undefined
  return client.checkTotp(known.reference.id, code)
}

async function goOn(one: Login, error?: string): Promise<Answer> {
  const { context, authRequest, browser } = one
  const step = nextStep({
    authRequest,
    hintedLoginName: hintedLoginName(context, authRequest),
    sessions: await knownSessions(context, browser.sessions),
    asked: browser.asked?.authRequestId === authRequest.id ? browser.asked.loginName : undefined,
    now: context.now,
  })
  if (step.kind === 'finish') return finish(one, step.session.reference, step.session.loginName)
  if (step.kind === 'refuse') {
    const description = 'The user has to interact with the login'
    return leave(one, await one.client.refuse(authRequest.id, step.refusal, description))
  }
  const frame = frameOf(one, error)
  return formAnswer(one, titles[step.kind], formOf(frame, step), error)
}

/** Binds the session. What ZITADEL refuses then, such as a project that the user may not use, is told; nothing is bound. */
async function finish(one: Login, session: SessionReference, loginName: string): Promise<Answer> {
  const { authRequest, client } = one
  try {
    return await leave(one, await client.bind(authRequest.id, session))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (authRequest.status !== 'added') return notice(over)
    if (authRequest.prompt.includes('none'))
      return leave(
        one,
        await client.refuse(authRequest.id, 'access_denied', 'The user may not use this application'),
      )
    const reason = 'You may not use this application with this account.'
    return formAnswer(one, titles.blocked, blockedForm(frameOf(one), loginName, reason), reason)
  }
}

/** Back to the application. The login is over; the browser stays known. */
async function leave({ context, browser }: Login, location: string): Promise<Answer> {
  const { asked: _, ...kept } = browser
  return seeOther(location, await browserCookie(context, kept))
}

async function formAnswer(one: Login, title: string, body: Markup, error?: string): Promise<Answer> {
  const { context, authRequest, browser } = one
  return pageAnswer({
    title,
    body,
    ...(error === undefined ? {} : { error, status: 400 }),
    formTargets: formTargetOf(authRequest.redirectUri),
    setCookie: await browserCookie(context, browser),
  })
}

function formOf(frame: FormFrame, step: Exclude<Step, { kind: 'finish' | 'refuse' }>): Markup {
  switch (step.kind) {
    case 'name':
      return nameForm(frame, step.loginName)
    case 'password':
      return passwordForm(frame, step.loginName)
    case 'totp':
      return totpForm(frame, step.session)
    case 'accounts':
      return accountsForm(frame, step.sessions)
    case 'blocked':
      return blockedForm(frame, step.session.loginName, barrierTexts[step.barrier])
  }
}

function frameOf({ context, browser, authRequest }: Login, error?: string): FormFrame {
  return {
    application: findApplication(context.instance, authRequest.clientId)?.name ?? 'the application',
    proof: formProof(context, browser, authRequest.id),
    ...(error === undefined ? {} : { error }),
  }
}

function hintedLoginName({ instance }: RequestContext, { hintUserId }: AuthRequest): string | undefined {
  const user = instance.users.get(hintUserId ?? '')
  return user && preferredLoginName(instance, user)
}

const longestPassword = 200

const titles = {
  name: 'Sign in',
  password: 'Enter your password',
  totp: 'Confirm that it is you',
  accounts: 'Choose an account',
  blocked: 'You cannot go on',
} as const

const refusedProof =
  'That is not right, or the account cannot sign in now. Check what you typed and try again.'

interface Notice {
  readonly title: string
  readonly text: string
  readonly status: number
}

const unknown: Notice = {
  title: 'Unknown login',
  text: 'Go back to the application and start again.',
  status: 404,
}
const over: Notice = {
  title: 'This login is over',
  text: 'Go back to the application. If you are not signed in there, start again.',
  status: 409,
}
const late: Notice = {
  title: 'This login took too long',
  text: 'Go back to the application and start again.',
  status: 410,
}
const forged: Notice = {
  title: 'This form cannot be taken',
  text: 'It does not come from this page in this browser. Go back to the application and start again; cookies have to be allowed.',
  status: 403,
}
const noLoginClient: Notice = {
  title: 'Nobody can sign in here',
  text: 'No service user of this instance has the role IAM_LOGIN_CLIENT.',
  status: 503,
}

function refusedRequest({ now }: RequestContext, authRequest: AuthRequest | undefined): Notice | undefined {
  if (authRequest === undefined) return unknown
  if (authRequest.status !== 'added') return over
  return authRequest.createdAt + longestLoginMs <= now ? late : undefined
}

function notice({ title, text, status }: Notice): Answer {
  return pageAnswer({ title, body: html`<p>${text}</p>`, status })
}
