import type { Barrier, KnownSession } from './known-session.ts'
import { html, type Markup } from './markup.ts'
import { longestName } from './next-step.ts'
import { alertOf, errorId } from './page.ts'

/** What every form of one login carries. */
export interface FormFrame {
  /** Name of the application that asked. */
  readonly application: string
  readonly proof: string
  readonly error?: string
}

export function nameForm(frame: FormFrame, loginName: string): Markup {
  return html`${leadIn(frame)}
<form method="post" autocomplete="on">
${hidden(frame)}
<label for="login-name">Login name</label>
<input id="login-name" name="loginName" value="${loginName}" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="${String(longestName)}" required autofocus${described(frame)}>
<button name="step" value="name">Continue</button>
${cancel}
</form>`
}

export function passwordForm(frame: FormFrame, loginName: string): Markup {
  return html`<p class="who">${loginName}</p>
${leadIn(frame)}
<form method="post">
${hidden(frame)}
<input type="hidden" name="loginName" value="${loginName}" autocomplete="username">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required autofocus${described(frame)}>
<button name="step" value="password">Sign in</button>
<button class="other" name="step" value="other" formnovalidate>Use another account</button>
${cancel}
</form>`
}

export function totpForm(frame: FormFrame, session: KnownSession): Markup {
  return html`<p class="who">${session.loginName}</p>
<p class="quiet">Enter the six digits that your authenticator app shows.</p>
${alertOf(frame.error)}
<form method="post">
${hidden(frame)}
<input type="hidden" name="loginName" value="${session.loginName}">
<label for="code">One-time code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required autofocus${described(frame)}>
<button name="step" value="totp">Continue</button>
<button class="other" name="step" value="other" formnovalidate>Use another account</button>
${cancel}
</form>`
}

export function accountsForm(frame: FormFrame, sessions: readonly KnownSession[]): Markup {
  return html`${leadIn(frame)}
<form method="post">
${hidden(frame)}
${sessions.map(
  ({ reference, displayName, loginName }) =>
    html`<button class="account" name="account" value="${reference.id}">${displayName} <small>${loginName}</small></button>
`,
)}
<button class="other" name="step" value="other">Use another account</button>
${cancel}
</form>`
}

export function blockedForm(frame: FormFrame, loginName: string, reason: string): Markup {
  return html`<p class="who">${loginName}</p>
${alertOf(reason)}
<form method="post">
${hidden(frame)}
<button name="step" value="other">Use another account</button>
${cancel}
</form>`
}

export function logoutForm(proof: string, sessions: readonly KnownSession[]): Markup {
  return html`<p class="quiet">You are signed in as</p>
${sessions.map(({ loginName }) => html`<p class="who">${loginName}</p>`)}
<form method="post">
<input type="hidden" name="proof" value="${proof}">
<button name="step" value="logout">Sign out</button>
</form>`
}

export const barrierTexts: Readonly<Record<Barrier, string>> = {
  no_local_login: 'Your organization does not allow to sign in with a password.',
  password_change: 'You have to choose a new password first. This page cannot change passwords.',
  password_expired: 'Your password is too old. This page cannot change passwords.',
  other_factor: 'A second factor is needed that this page neither knows nor sets up.',
}

const cancel = html`<button class="other" name="step" value="cancel" formnovalidate>Cancel</button>`

function leadIn({ application, error }: FormFrame): Markup {
  return html`<p class="quiet">to continue to ${application}</p>
${alertOf(error)}`
}

function hidden({ proof }: FormFrame): Markup {
  return html`<input type="hidden" name="proof" value="${proof}">`
}

/** A field whose value was refused says so, and names the text that says why. */
function described({ error }: FormFrame): Markup {
  return error === undefined ? html`` : html` aria-invalid="true" aria-describedby="${errorId}"`
}
