import type { Sql } from './sql.js'

/** Schema changes, oldest first; one that has run is never edited. No column holds an address, an agent or a time of arrival. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table hearth_tasks (hash text primary key, definition jsonb not null)`,
    // Lives until its epoch is closed: only to know a duplicate.
    `create table hearth_reports (hash text not null, epoch integer not null, report uuid not null, body bytea not null, primary key (hash, epoch, report))`,
    // arm is -1 where the task has none.
    `create table hearth_tallies (hash text not null, epoch integer not null, arm smallint not null, n bigint not null, counts bigint[] not null, primary key (hash, epoch, arm))`,
  ],
  // What two aggregators gave for an epoch, noise and all.
  [`create table hearth_batches (hash text not null, epoch integer not null, n bigint not null, sums bigint[] not null, primary key (hash, epoch))`],
]

/** Any number that no other program on the same server is likely to lock. */
const LOCK = 4_711_027

/** Brings the schema up to date in one transaction; processes that start together wait for each other. */
export async function migrate(sql: Sql): Promise<void> {
  await sql.transaction(async (query) => {
    await query('select pg_advisory_xact_lock($1)', [LOCK])
    await query('create table if not exists hearth_schema (version integer primary key)')
    const [row] = await query('select coalesce(max(version), 0)::int as version from hearth_schema')
    const present = Number(row?.['version'] ?? 0)
    if (present > MIGRATIONS.length) throw new Error(`the store has schema ${present}; this version knows ${MIGRATIONS.length}: start a newer collector`)
    for (const [index, statements] of MIGRATIONS.entries()) {
      if (index < present) continue
      for (const statement of statements) await query(statement)
      await query('insert into hearth_schema (version) values ($1)', [index + 1])
    }
  })
}
