export { localZitadelFixture } from './fixture.ts'
export { type NewUser, type TestZitadel, testZitadel } from './test-zitadel.ts'
export { type Tokens, TokensRefused, type TokensQuestion } from './tokens-for.ts'
