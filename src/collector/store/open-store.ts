import { openPglite } from './pglite.js'
import { openPostgres } from './postgres.js'
import { sqlStore } from './sql-store.js'
import type { Store } from './store.js'

/** Opens a store by its place: a `postgres://` URL, or a folder for the embedded database. Throws StoreBusy where a folder is taken. */
export async function openStore(place: string): Promise<Store> {
  const sql = /^postgres(ql)?:\/\//.test(place) ? await openPostgres(place) : await openPglite(place)
  try {
    return await sqlStore(sql)
  } catch (error) {
    await sql.close()
    throw error
  }
}
