/** What each table is about. */
export const tables = {
  tokens: {
    title: 'What people bring to an API behind ZITADEL',
    text: 'Tokens of the local ZITADEL, which answers as the recordings of a real one do. Who only verifies signatures cannot judge an opaque token, so that refusing is all that can be asked there, and does not hear of the end of a JWT, so that nothing can (–). Node itself shows a handler only the first of two `Authorization` headers, unless it looks for the other.',
  },
  forged: {
    title: 'Forged and misshapen JWTs',
    text: 'A foreign issuer with RS256 keys that writes `at+jwt` (RFC 9068). From the first refused row on, whatever is not called forged is signed with the issuer’s own key. Who asks the issuer is not in this table: the issuer would judge them.',
  },
  answered: {
    title: 'What an issuer may answer',
    text: 'Whether an answer of introspection (RFC 7662) lets somebody in. Between two of these a good token was sent, so that no guard holds one bad answer against the next.',
  },
  bad: {
    title: 'Bad days',
    text: 'What is not the caller’s fault should be a 5xx, soon: a 401 sends a user who is logged in to log in again. Each cell is a fresh API in a process of its own. “No answer” means none within 20 s, “does not start” none at its start. Express’ error handler takes the `status` of an error for the answer’s own, so that what the issuer said to the API goes to the caller. passport-zitadel reads the metadata anew for each request, and nobody catches what fails then.',
  },
  calls: {
    title: 'What it costs the issuer',
    text: 'Calls to the issuer after the API has worked once, its answers 500 ms late where requests come at once. In brackets: requests that were not answered as they should, which also depends on how quick the machine is.',
  },
} as const
