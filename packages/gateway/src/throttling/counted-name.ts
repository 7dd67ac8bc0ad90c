/**
 * The form of a login name under which tries are counted. It is coarser than any rule by which ZITADEL could take two names for one
 * (contract 3.9: without regard to case): marks and letter case of every script fall away. Two spellings of one user with a budget each would
 * double the guesses; two users in one budget only share what strangers may try.
 */
export const countedName = (typed: string): string =>
  typed.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().normalize('NFKC').trim()
