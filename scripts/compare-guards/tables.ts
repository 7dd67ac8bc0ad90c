/** What each table is about. */
export const tables = {
  tokens: {
    title: 'What people bring to an API behind ZITADEL',
    text: 'Tokens of the local ZITADEL, which answers as the recordings of a real one do. Who only verifies signatures cannot judge an opaque token, and does not hear of the end of a JWT: there the demand is what can be asked of it.',
  },
  forged: {
    title: 'Forged and misshapen JWTs',
    text: 'A foreign issuer with RS256 keys that writes `at+jwt` (RFC 9068). From the first refused row on, whatever is not called forged is signed with the issuer’s own key. Who asks the issuer is not in this table: it would judge them.',
  },
  answered: {
    title: 'What an issuer may answer',
    text: 'Whether an answer of introspection (RFC 7662) lets somebody in. Between two of these a good token was sent, so that no guard holds one bad answer against the next.',
  },
  bad: {
    title: 'Bad days',
    text: 'What is not the caller’s fault should be a 5xx, soon: a 401 sends a user who is logged in to log in again. Each cell is a fresh API in a process of its own. “No answer” means none within 20 s.',
  },
  calls: {
    title: 'What it costs the issuer',
    text: 'Calls to the issuer after the API has worked once, its answers 500 ms late where requests come at once. In brackets: requests that were not answered as they should.',
  },
} as const
