import { bytesToHex } from '@noble/hashes/utils.js'
import * as v from 'valibot'
import type { Epoch } from '../../core/time.js'
import { migrate } from './migrations.js'
import type { Query, Sql } from './sql.js'
import type { Admission, Arrival, Store, Tally } from './store.js'

const NO_ARM = -1

const tallyRow = v.object({ hash: v.string(), epoch: v.number(), arm: v.number(), n: v.number(), counts: v.array(v.number()) })

const batchRow = v.object({ hash: v.string(), epoch: v.number(), n: v.number(), sums: v.array(v.number()) })

/** The store over any database that speaks PostgreSQL; migrates it first. */
export async function sqlStore(sql: Sql): Promise<Store> {
  await migrate(sql)
  return {
    add: (arrivals) => sql.transaction((query) => add(query, arrivals)),
    tallies: async (hash, epoch) => {
      const rows = await sql.query(
        `select hash, epoch, arm::int as arm, n::float8 as n, to_json(counts) as counts from hearth_tallies
         where hash = $1 and ($2::int is null or epoch = $2) order by epoch desc, arm`,
        [hash, epoch ?? null],
      )
      return rows.map((row) => {
        const { arm, epoch: at, ...tally } = v.parse(tallyRow, row)
        return { ...tally, epoch: at as Epoch, ...(arm === NO_ARM ? {} : { arm }) }
      })
    },
    keepBatch: async ({ hash, epoch, n, sums }) => {
      const list = `{${sums.join(',')}}`
      const kept = await sql.query('insert into hearth_batches (hash, epoch, n, sums) values ($1, $2, $3, $4::bigint[]) on conflict do nothing returning 1 as kept', [hash, epoch, n, list])
      if (kept.length > 0) return 'accepted'
      const same = await sql.query('select 1 as same from hearth_batches where hash = $1 and epoch = $2 and n = $3 and sums = $4::bigint[]', [hash, epoch, n, list])
      return same.length > 0 ? 'duplicate' : 'conflict'
    },
    batches: async (hash, epoch) => {
      const rows = await sql.query(
        `select hash, epoch, n::float8 as n, to_json(sums) as sums from hearth_batches where hash = $1 and ($2::int is null or epoch = $2) order by epoch desc`,
        [hash, epoch ?? null],
      )
      return rows.map((row) => {
        const { epoch: at, ...batch } = v.parse(batchRow, row)
        return { ...batch, epoch: at as Epoch }
      })
    },
    keepTasks: async (tasks) => {
      for (const task of tasks) {
        await sql.query('insert into hearth_tasks (hash, definition) values ($1, $2::jsonb) on conflict do nothing', [task.hash, JSON.stringify(task.definition)])
      }
    },
    clearBefore: async (epoch) => {
      await sql.query('delete from hearth_reports where epoch < $1', [epoch])
    },
    check: async () => {
      await sql.query('select 1')
    },
    close: () => sql.close(),
  }
}

/** Inserts what is new, then adds exactly that to the tallies: both or neither, whatever other processes do. */
async function add(query: Query, arrivals: readonly Arrival[]): Promise<readonly Admission[]> {
  const first = new Map<string, Arrival>()
  for (const arrival of arrivals) if (!first.has(keyOf(arrival))) first.set(keyOf(arrival), arrival)
  // Sorted by key: the order of arrival is not kept, and two processes lock rows in the same order.
  const batch = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, arrival]) => arrival)
  const columns = [batch.map(({ report }) => report.task.hash), batch.map(({ report }) => report.epoch), batch.map(({ report }) => bytesToHex(report.id)), batch.map(({ bytes }) => bytesToHex(bytes))]
  const inserted = await query(
    `insert into hearth_reports (hash, epoch, report, body)
     select hash, epoch, report::uuid, decode(body, 'hex') from unnest($1::text[], $2::int[], $3::text[], $4::text[]) as arrived (hash, epoch, report, body)
     on conflict do nothing returning hash || ':' || epoch || ':' || replace(report::text, '-', '') as key`,
    columns,
  )
  const fresh = new Set(inserted.map(({ key }) => String(key)))
  for (const tally of tallied(batch.filter((arrival) => fresh.has(keyOf(arrival))))) {
    await query(
      `insert into hearth_tallies (hash, epoch, arm, n, counts) values ($1, $2, $3, $4, $5::bigint[])
       on conflict (hash, epoch, arm) do update set n = hearth_tallies.n + excluded.n,
       counts = (select array_agg(kept + more order by place) from unnest(hearth_tallies.counts, excluded.counts) with ordinality as both_counts (kept, more, place))`,
      [tally.hash, tally.epoch, tally.arm ?? NO_ARM, tally.n, `{${tally.counts.join(',')}}`],
    )
  }
  const known = fresh.size === arrivals.length ? new Map<string, string>() : await bodies(query, columns.slice(0, 3))
  return arrivals.map((arrival) => {
    if (fresh.has(keyOf(arrival)) && first.get(keyOf(arrival)) === arrival) return 'accepted'
    return known.get(keyOf(arrival)) === bytesToHex(arrival.bytes) ? 'duplicate' : 'conflict'
  })
}

async function bodies(query: Query, columns: readonly unknown[]): Promise<Map<string, string>> {
  const rows = await query(
    `select kept.hash || ':' || kept.epoch || ':' || replace(kept.report::text, '-', '') as key, encode(kept.body, 'hex') as body
     from unnest($1::text[], $2::int[], $3::text[]) as arrived (hash, epoch, report)
     join hearth_reports kept on kept.hash = arrived.hash and kept.epoch = arrived.epoch and kept.report = arrived.report::uuid`,
    columns,
  )
  return new Map(rows.map(({ key, body }) => [String(key), String(body)]))
}

function tallied(arrivals: readonly Arrival[]): readonly Tally[] {
  const tallies = new Map<string, { -readonly [K in keyof Tally]: K extends 'counts' ? number[] : Tally[K] }>()
  for (const { report } of arrivals) {
    const { task, epoch, arm, buckets } = report
    const key = `${task.hash}:${epoch}:${arm ?? NO_ARM}`
    const tally = tallies.get(key) ?? { hash: task.hash, epoch, ...(arm === undefined ? {} : { arm }), n: 0, counts: new Array<number>(task.mechanism.d).fill(0) }
    tally.n += 1
    for (const bucket of buckets) tally.counts[bucket] = (tally.counts[bucket] ?? 0) + 1
    tallies.set(key, tally)
  }
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

function keyOf({ report }: Arrival): string {
  return `${report.task.hash}:${report.epoch}:${bytesToHex(report.id)}`
}
