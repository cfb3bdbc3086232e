import pg from 'pg'
import { LIMITS } from '../limits.js'
import type { Query, Row, Sql } from './sql.js'

/** A PostgreSQL server by URL; any number of processes may share it. */
export async function openPostgres(url: string): Promise<Sql> {
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: LIMITS.databaseMs, query_timeout: LIMITS.databaseMs, idle_in_transaction_session_timeout: LIMITS.databaseMs })
  // A connection that dies, idle or in use, is replaced at the next query, and its query fails by itself; without a listener it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    query: queryOf(pool),
    transaction: async (work) => {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        await client.query('begin')
        const result = await work(queryOf(client))
        await client.query('commit')
        return result
      } catch (error) {
        broken = await client.query('rollback').then(() => undefined, (fault: Error) => fault)
        throw error
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

function queryOf(client: pg.Pool | pg.PoolClient): Query {
  return async (text, parameters = []) => (await client.query<Row>(text, [...parameters])).rows
}
