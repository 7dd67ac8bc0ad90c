/**
 * How much later ZITADEL answers a wrong password because it is the n-th in a row: a second more for every five, from the tenth on, ten at
 * the most (contract 3.8). It knows only names that exist, so everybody has to wait as long.
 */
export const tarpitMs = (failures: number): number =>
  Math.min(10, Math.max(0, Math.floor((failures - 5) / 5))) * 1000
