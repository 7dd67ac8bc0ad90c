import type { Page } from 'playwright-core'

interface Credentials {
  readonly loginName: string
  readonly password: string
}

/** Opens the form inside the page, and logs in by it. */
export async function logIn(page: Page, credentials: Credentials): Promise<void> {
  await page.getByRole('button', { name: 'Log in' }).first().click()
  await sendLogin(page, credentials)
}

/** Fills in the form that is open; it has been answered when this resolves. */
export async function sendLogin(page: Page, { loginName, password }: Credentials): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Login name').fill(loginName)
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  const answered = page.waitForResponse((response) => response.url().endsWith('/auth/login/proof'))
  await dialog.getByRole('button', { name: 'Log in' }).click()
  await answered
}
