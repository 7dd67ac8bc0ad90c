import type { BrowserContext, Page, Response } from 'playwright-core'

/** Something that the browser has seen, with where. */
export interface Seen {
  readonly where: string
  readonly text: string
}

export interface Observation {
  /** Everything so far: URLs, header fields and bodies of every answer. */
  answers(): Promise<readonly Seen[]>
  /** What lies in the browser now: cookies, web storage, the page's own globals and text, history. */
  lying(page: Page): Promise<readonly Seen[]>
}

/** Watches all that a browser receives. Must begin before the first page is opened. */
export function observe(context: BrowserContext): Observation {
  const pending: Promise<readonly Seen[]>[] = []
  context.on('request', (request) =>
    pending.push(Promise.resolve([{ where: 'request URL', text: request.url() }])),
  )
  context.on('response', (response) => {
    const seen = seenIn(response)
    pending.push(seen)
    // One that the end of the browser cuts off, after everybody has looked, is nobody's.
    seen.catch(() => undefined)
  })
  return {
    answers: async () => (await Promise.all(pending)).flat(),
    lying: async (page) => [
      ...(await context.cookies()).map(({ name, value }) => ({ where: `cookie ${name}`, text: value })),
      ...(await page.evaluate(everythingInThePage)),
      { where: 'page', text: await page.content() },
      { where: 'address', text: page.url() },
    ],
  }
}

async function seenIn(response: Response): Promise<readonly Seen[]> {
  const where = `${response.request().method()} ${new URL(response.url()).pathname}`
  const headers = (await response.headersArray()).map(({ name, value }) => ({
    where: `${where}: header ${name}`,
    text: value,
  }))
  const body = await response.text().catch(() => '')
  return [
    { where: `${where}: URL`, text: response.url() },
    ...headers,
    { where: `${where}: body`, text: body },
  ]
}

/** Runs in the page. */
function everythingInThePage(): { where: string; text: string }[] {
  const seen: { where: string; text: string }[] = []
  const globals = globalThis as unknown as Record<string, unknown> & {
    [key in 'localStorage' | 'sessionStorage']: Record<string, string>
  }
  for (const name of ['localStorage', 'sessionStorage'] as const)
    for (const [key, value] of Object.entries(globals[name]))
      seen.push({ where: `${name} ${key}`, text: value })
  for (const [name, value] of Object.entries(globals))
    if (typeof value === 'string') seen.push({ where: `global ${name}`, text: value })
  return seen
}
