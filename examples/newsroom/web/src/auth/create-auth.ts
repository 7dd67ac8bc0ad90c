import type { AuthForm } from './auth.ts'
import type { Configuration } from './configuration.ts'

/** Opens the form that the page's server says. Only its code is loaded. */
export async function createAuth(configuration: Configuration): Promise<AuthForm> {
  switch (configuration.form) {
    case 'tokens_on_the_server': {
      const { tokensOnTheServer } = await import('./tokens-on-the-server/index.tsx')
      return tokensOnTheServer(configuration)
    }
    case 'tokens_in_the_browser': {
      const { tokensInTheBrowser } = await import('./tokens-in-the-browser/index.ts')
      return tokensInTheBrowser(configuration)
    }
  }
}
