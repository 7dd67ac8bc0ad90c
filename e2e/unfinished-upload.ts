import { request } from 'node:http'

/** Sends half of a request with a browser's session and leaves it under way; resolves with the status of the answer that ends it. */
export function unfinishedUpload(
  app: string,
  path: string,
  session: { readonly name: string; readonly value: string },
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const upload = request(app + path, {
      method: 'PUT',
      headers: {
        cookie: `${session.name}=${session.value}`,
        origin: app,
        'postern-csrf': '1',
        'content-type': 'application/json',
      },
    })
    upload.on('error', reject)
    upload.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    upload.write('{"topics":')
  })
}
