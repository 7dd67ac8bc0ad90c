import { firstArticles } from '../first-articles.ts'
import type { Database } from './database.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** Where everything lasts: a file of SQLite, or a database of PostgreSQL. */
export type DatabaseSetting =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgresql'; readonly url: string }

/** Opens it, and makes what is not there. `onBroken` hears of connections that broke by themselves. */
export const openDatabase = async (
  setting: DatabaseSetting,
  { now, onBroken }: { readonly now: () => number; readonly onBroken: (error: Error) => void },
): Promise<Database> =>
  setting.kind === 'sqlite'
    ? openSqlite(setting.file, firstArticles(now()))
    : openPostgres(setting.url, firstArticles(now()), onBroken)
