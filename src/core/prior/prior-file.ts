import * as v from 'valibot'
import type { Unavailable } from '../answer.js'
import type { ItemId } from '../item.js'
import { fromBase64, toBase64 } from './base64.js'
import { Counters, popularityOf } from './counters.js'
import type { Neighbours } from './neighbours.js'
import type { Prior, TopicPairs, TopicShares } from './prior.js'
import { topicKey } from './topic-key.js'
import { topicAffinities } from './topic-pairs.js'

const Count = v.pipe(v.number(), v.finite(), v.minValue(0))
const NeighboursPart = v.object({
  items: v.array(v.string()),
  /** Base64, little-endian: for each item the number of its neighbours (u32) and its scale (float32), then all their places (u16), then all their weights (int8). */
  table: v.string(),
})
const TopicsPart = v.array(v.looseObject({ kind: v.optional(v.picklist(['favourite-topic', 'topic-pair'])), used: v.boolean(), users: Count, needed: v.optional(Count, 0), shares: v.record(v.string(), v.pipe(v.number(), v.finite())) }))
const PriorFile = v.looseObject({
  version: v.literal(1),
  source: v.optional(v.picklist(['dp', 'raw', 'public', 'imported']), 'raw'),
  popularity: v.optional(Counters),
  neighbours: v.optional(NeighboursPart),
  topics: v.optional(TopicsPart, []),
})

/** Opens `prior.json`. A file that is none, and a table whose sizes do not fit, is refused as a value, code `prior-corrupt`; parts that are missing are simply not there. */
export function openPrior(json: string): { readonly status: 'ok'; readonly prior: Prior } | Unavailable {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), PriorFile), json)
  if (!read.success) {
    const [issue] = read.issues
    return corrupt(`${v.getDotPath(issue) ?? 'file'}: ${issue.message}`)
  }
  const { source, popularity, neighbours, topics } = read.output
  const table = neighbours === undefined ? undefined : openTable(neighbours)
  if (typeof table === 'string') return corrupt(table)
  const counters = popularity === undefined ? undefined : popularityOf(popularity)
  const known = new Set<ItemId>([...(counters?.counts.keys() ?? []), ...(table?.items ?? [])])
  // Of several tables of a kind the first that may be used; a table that does not say its kind speaks of single topics.
  const [single, paired] = [topics.filter(({ kind }) => kind !== 'topic-pair'), topics.filter(({ kind }) => kind === 'topic-pair')].map((tables) => tables.find(({ used }) => used) ?? tables[0])
  const shares: TopicShares | undefined = single && { used: single.used, users: single.users, needed: single.needed, shares: new Map(Object.entries(single.shares).map(([label, share]) => [topicKey(label), share])) }
  const pairs: TopicPairs | undefined = paired && { used: paired.used, users: paired.users, needed: paired.needed, affinities: topicAffinities(new Map(Object.entries(paired.shares))) }
  return {
    status: 'ok',
    prior: { source, ...(counters && { popularity: counters }), ...(table && { neighbours: table }), ...(shares && { topics: shares }), ...(pairs && { pairs }), ...(known.size > 0 && { known }) },
  }
}

/** The text of a `prior.json` without topics: the same prior gives the same bytes. */
export function encodePrior({ source, popularity, neighbours }: Prior): string {
  const counts = popularity && [...popularity.counts].sort(([a], [b]) => (a < b ? -1 : 1))
  const shown = counts?.[0]?.[1].shown
  const even = counts?.every(([, count]) => count.shown === shown) === true
  return `${JSON.stringify({
    version: 1,
    source,
    ...(popularity && counts && {
      popularity: {
        at: new Date(popularity.at).toISOString(),
        rate: popularity.rate,
        ...(even && { shown }),
        counts: Object.fromEntries(counts.map(([id, { clicks, shown: times }]) => [id, even ? clicks : [clicks, times]])),
      },
    }),
    ...(neighbours && { neighbours: { items: neighbours.items, table: tableOf(neighbours) } }),
  })}\n`
}

const ROW_BYTES = 8

function tableOf({ items, starts, places, weights, scales }: Neighbours): string {
  const rows = items.length
  const bytes = new Uint8Array(ROW_BYTES * rows + 3 * places.length)
  const view = new DataView(bytes.buffer)
  scales.forEach((scale, row) => {
    view.setUint32(ROW_BYTES * row, (starts[row + 1] ?? 0) - (starts[row] ?? 0), true)
    view.setFloat32(ROW_BYTES * row + 4, scale, true)
  })
  places.forEach((place, i) => view.setUint16(ROW_BYTES * rows + 2 * i, place, true))
  weights.forEach((weight, i) => view.setInt8(ROW_BYTES * rows + 2 * places.length + i, weight))
  return toBase64(bytes)
}

function openTable({ items, table }: v.InferOutput<typeof NeighboursPart>): Neighbours | string {
  const bytes = fromBase64(table)
  if (bytes === undefined) return 'neighbours.table: not base64'
  const rows = items.length
  const pairs = (bytes.length - ROW_BYTES * rows) / 3
  if (!(pairs >= 0) || !Number.isInteger(pairs)) return `neighbours.table: ${String(bytes.length)} bytes do not fit ${String(rows)} items`
  const view = new DataView(bytes.buffer)
  const starts = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    const end = (starts[row] ?? 0) + view.getUint32(ROW_BYTES * row, true)
    if (end > pairs) return 'neighbours.table: it speaks of more neighbours than it holds'
    starts[row + 1] = end
  }
  if (starts[rows] !== pairs) return 'neighbours.table: it holds more neighbours than it speaks of'
  const places = Uint16Array.from({ length: pairs }, (_, i) => view.getUint16(ROW_BYTES * rows + 2 * i, true))
  if (places.some((place) => place >= rows)) return 'neighbours.table: it names an item that is not there'
  const scales = Float32Array.from({ length: rows }, (_, row) => view.getFloat32(ROW_BYTES * row + 4, true))
  if (!scales.every(Number.isFinite)) return 'neighbours.table: a scale is not a number'
  return { items: items.map((id) => id as ItemId), starts, places, weights: Int8Array.from({ length: pairs }, (_, i) => view.getInt8(ROW_BYTES * rows + 2 * pairs + i)), scales }
}

function corrupt(why: string): Unavailable {
  return { status: 'unavailable', code: 'prior-corrupt', message: `prior.json cannot be used (${why}). Make it again with "hearth prior fit", or take the collector's /v1/prior.json.` }
}
