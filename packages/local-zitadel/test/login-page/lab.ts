import * as client from 'openid-client'
import { onTestFinished } from 'vitest'
import { type SeededUser, startLocalZitadel } from '../../src/index.ts'
import { totpCode } from '../../src/crypto/totp.ts'
import { callZitadel } from '../support/call-zitadel.ts'
import { aBrowser, type Browser } from './a-browser.ts'

export const origin = 'http://localhost:3000'

/** A server with the default seed, a clock that tests put forward, and openid-client as the page's application. */
export async function aLoginLab(application = 'newsroom-spa') {
  const clock = { now: Date.now() }
  const zitadel = await startLocalZitadel({ now: () => clock.now })
  onTestFinished(() => zitadel.close())
  const { applications, users, adminPat } = zitadel.seeded
  const app = applications.find(({ name }) => name === application)
  const configuration = await client.discovery(
    new URL(zitadel.issuer),
    app?.clientId ?? '',
    undefined,
    client.None(),
    { execute: [client.allowInsecureRequests] },
  )
  const codeVerifier = client.randomPKCECodeVerifier()
  const challenge = await client.calculatePKCECodeChallenge(codeVerifier)
  const user = (name: string): SeededUser => {
    const found = users.find(({ loginName }) => loginName.startsWith(`${name}@`))
    if (found === undefined) throw new Error(`the seed has no ${name}`)
    return found
  }
  const lab = {
    clock,
    zitadel,
    configuration,
    user,
    asAdmin: (line: string, body: object = {}) => callZitadel(zitadel, line, { token: adminPat, body }),
    browser: () => aBrowser(zitadel),
    authorizeUrl: (parameters: Record<string, string> = {}) =>
      client.buildAuthorizationUrl(configuration, {
        redirect_uri: `${origin}/callback`,
        scope: 'openid profile email offline_access',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        state: 'st',
        nonce: 'no',
        ...parameters,
      }),
    /** The callback that a browser was sent to, redeemed. */
    async redeem(browser: Browser, maxAge?: number) {
      if (browser.left === undefined) throw new Error(`no callback: ${browser.page.text}`)
      return client.authorizationCodeGrant(configuration, browser.left, {
        pkceCodeVerifier: codeVerifier,
        expectedState: 'st',
        expectedNonce: 'no',
        ...(maxAge === undefined ? {} : { maxAge }),
      })
    },
    /** Fills in name and password, and the code where one is asked for. */
    async logIn(browser: Browser, name: string, parameters: Record<string, string> = {}) {
      const { loginName, password, totpSecret } = user(name)
      await browser.open(lab.authorizeUrl(parameters))
      if (titleOf(browser) === 'Sign in') await browser.send({ step: 'name', loginName })
      await browser.send({ step: 'password', password })
      if (totpSecret !== undefined)
        await browser.send({ step: 'totp', code: totpCode(totpSecret, clock.now) })
      return browser
    },
  }
  return lab
}

export function titleOf({ page }: Browser): string | undefined {
  return /<h1>(.*)<\/h1>/.exec(page.text)?.[1]
}

export function alertOf({ page }: Browser): string | undefined {
  return /role="alert">([^<]*)/.exec(page.text)?.[1]
}

export const errorAt = ({ left }: Browser) => left?.searchParams.get('error')
