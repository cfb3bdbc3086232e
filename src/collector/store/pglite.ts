import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { lockFolder } from './folder-lock.js'
import type { Query, Row, Sql } from './sql.js'

/** The embedded PostgreSQL in a folder of this machine, for one process; throws StoreBusy where another has it. */
export async function openPglite(folder: string): Promise<Sql> {
  await mkdir(folder, { recursive: true })
  const unlock = await lockFolder(folder)
  try {
    const database = await PGlite.create(join(folder, 'pglite'))
    return {
      query: queryOf(database),
      transaction: (work) => database.transaction((transaction) => work(queryOf(transaction))),
      close: async () => {
        await database.close()
        await unlock()
      },
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

function queryOf(database: { query<T>(text: string, parameters?: unknown[]): Promise<{ rows: T[] }> }): Query {
  return async (text, parameters = []) => (await database.query<Row>(text, [...parameters])).rows
}
