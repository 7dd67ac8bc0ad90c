export interface StepText {
  readonly title: string
  readonly text: string
}

const texts: Readonly<Record<string, StepText>> = {
  authenticate_application: {
    title: 'The server says who it is',
    text: 'Before anybody’s password moves, the server proves to ZITADEL with its own key that it may log people in. That proof is kept for a while, so this often takes no time at all.',
  },
  verify_user: {
    title: 'You are checked',
    text: 'Your name and password travelled from this form to the server and on to ZITADEL, and so did any further code. Then the server read back what is proven and compared it with the login rules of your organization.',
  },
  begin_authorization: {
    title: 'A login request is opened',
    text: 'The server opens an ordinary OpenID Connect request, with PKCE, state and nonce. Your browser would have been redirected for this; here it was not even asked.',
  },
  bind_session: {
    title: 'You and the request are tied together',
    text: 'Only now that nothing is missing, the proven session is bound to exactly this request, once. What comes back is compared with what was sent.',
  },
  exchange_code: {
    title: 'A code becomes tokens',
    text: 'ZITADEL gave the server a code for one use. The server redeems it with its own signature and the PKCE secret that only it knows.',
  },
  validate_tokens: {
    title: 'The tokens are distrusted first',
    text: 'Signature, issuer, audience, times, nonce, and that they are about you and about this very session. Nothing unchecked is kept.',
  },
  store_tokens: {
    title: 'Everything is locked away',
    text: 'The tokens are sealed and stored on the server. The key to them is in a cookie that your browser sends along and that no script can read.',
  },
}

/** What a step did, in plain words. A step that this page does not know yet keeps its own name. */
export const stepText = (step: string): StepText =>
  Object.hasOwn(texts, step) && texts[step] !== undefined
    ? texts[step]
    : { title: step.replaceAll('_', ' '), text: '' }
