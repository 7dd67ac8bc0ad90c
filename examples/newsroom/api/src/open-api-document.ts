import { buildApp } from './app.ts'

const uncalled = (): never => {
  throw new Error('a description calls nothing')
}

/** What `GET /api/openapi.json` answers, without a server. */
export async function openApiDocument(): Promise<object> {
  const app = await buildApp({
    guard: {
      issuer: 'https://id.example.com',
      introspection: { clientId: 'newsroom', clientSecret: 'none' },
      audience: 'newsroom',
      fetch: () => Promise.reject(new Error('a description asks nobody')),
    },
    evictionsSecret: null,
    database: {
      news: uncalled,
      newsAbout: uncalled,
      publish: uncalled,
      topicsOf: uncalled,
      chooseTopics: uncalled,
      lastQuoteOf: uncalled,
      rememberQuote: uncalled,
      close: async () => undefined,
    },
    pageOrigin: null,
    now: () => 0,
    randomBelow: () => 0,
    newId: () => 'none',
    log: { write: () => undefined },
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}
