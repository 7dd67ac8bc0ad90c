import { firstArticles } from '../first-articles.ts'
import type { Database } from './database.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** Where everything lasts: a file of SQLite, or a database of PostgreSQL. */
export type DatabaseSetting =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgresql'; readonly url: string }

export interface OpenDatabaseDeps {
  readonly now: () => number
  /** Hears of connections that broke by themselves. */
  readonly onBroken: (error: Error) => void
  /** How long to wait for a connection, a statement or a lock before it counts as not to be had. Default: 5 s, for a locked file 1 s. */
  readonly waitMs?: number
}

/** Opens it, and makes what is not there. @throws NewsroomError `DATABASE_UNAVAILABLE` */
export const openDatabase = async (
  setting: DatabaseSetting,
  { now, onBroken, waitMs }: OpenDatabaseDeps,
): Promise<Database> =>
  setting.kind === 'sqlite'
    ? openSqlite(setting.file, firstArticles(now()), waitMs)
    : openPostgres(setting.url, firstArticles(now()), onBroken, waitMs)
