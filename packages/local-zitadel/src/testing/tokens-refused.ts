/** Thrown when a test asks for tokens that it cannot have. The message is for whoever wrote the test; no secret is in it. */
export class TokensRefused extends Error {}
