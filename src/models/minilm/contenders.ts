// How many candidates the transformer embeds before it says that it is done, and whether the order is then the one it would
// give with every candidate embedded: `npx tsx src/models/minilm/contenders.ts FOLDER [--items 1000] [--visitors 100]`,
// FOLDER with items.jsonl and test.jsonl. The candidates are what was shown last, each visitor's history as it stands.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { scratch } from '../../build/paths.js'
import { createNodeEncoder } from '../../cli/encoders/node-encoder.js'
import { bytesOf, shippedFile } from '../../cli/encoders/shipped-files.js'
import { readCatalogLines } from '../../core/catalog/catalog-lines.js'
import type { Grant } from '../../core/consent/gate.js'
import { SHIPPED } from '../../core/embedding/shipped.js'
import { openStaticModel } from '../../core/embedding/static-model.js'
import type { EventId, InteractionEvent } from '../../core/history/event.js'
import { itemText, type Item } from '../../core/item.js'
import { createLibrary, type Library } from '../../core/personalizer/library.js'
import { createUpgrade } from '../../core/personalizer/upgrade.js'
import type { Recollection } from '../../core/personalizer/memory.js'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { items: { type: 'string', default: '1000' }, visitors: { type: 'string', default: '100' } } })
const [folder] = positionals
if (folder === undefined) throw new Error('usage: npx tsx src/models/minilm/contenders.ts FOLDER [--items N] [--visitors N]')

const Impression = v.object({ user: v.string(), history: v.array(v.string()), shown: v.array(v.string()) })
const opened = openStaticModel(bytesOf(shippedFile(SHIPPED.static.model)), readFileSync(shippedFile(SHIPPED.static.vocab), 'utf8'))
if (opened.status !== 'ok') throw new Error(opened.message)
const table = opened.model
const known = new Map(readCatalogLines(readFileSync(join(folder, 'items.jsonl'), 'utf8')).items.map((item): [string, Item] => [item.id, item]))
const test = readFileSync(join(folder, 'test.jsonl'), 'utf8').trim().split('\n').map((line) => v.parse(Impression, JSON.parse(line)))
const itemsOf = (ids: readonly string[]): readonly Item[] => ids.flatMap((id) => known.get(id) ?? [])
const candidates = itemsOf([...new Set([...test].reverse().flatMap(({ shown }) => shown))].slice(0, Number(values.items)))
const visitors = [...new Map(test.map((one) => [one.user, one])).values()].filter(({ history }) => history.length > 0).slice(0, Number(values.visitors))

const texts = [...new Set([...candidates, ...visitors.flatMap(({ history }) => itemsOf(history))].map(itemText))]
const encoder = await createNodeEncoder('minilm', { cache: join(scratch, 'evaluate-vectors') })
const all = await encoder.embed(texts)
await encoder.close()
const vectors = new Map(texts.map((text, row) => [text, all.slice(row * encoder.dimensions, (row + 1) * encoder.dimensions)]))

const historyOf = (history: readonly string[]): readonly InteractionEvent[] =>
  itemsOf(history).map((item, n) => ({ id: String(n) as EventId, kind: 'click', item, at: Date.UTC(2019, 10, 1) + n * 3_600_000 }) as InteractionEvent)

const entriesOf = (library: Library, events: readonly InteractionEvent[]) =>
  events.map((event) => {
    const embedding = library.embedding(event.item)
    return { event, ...(embedding === undefined ? {} : { embedding }) }
  })

/** The candidates by score. */
function order(library: Library, events: readonly InteractionEvent[]): readonly string[] {
  const { ids, totals } = library.ranker().measure({ candidates: library.candidates(), history: entriesOf(library, events) })
  return Array.from(ids.keys()).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0)).map((at) => ids[at] ?? '')
}

function freshLibrary(): Library {
  const library = createLibrary()
  library.attachStatic(table)
  library.addPageItems(candidates)
  // A page makes its ranker before the transformer is there.
  library.ranker()
  return library
}

const learnAll = (library: Library, items: readonly Item[]): void => {
  for (const item of items) library.learn(itemText(item), vectors.get(itemText(item)))
}

const shared = (one: readonly string[], other: readonly string[], places: number): number => one.slice(0, places).filter((id) => other.slice(0, places).includes(id)).length / places

interface Seen {
  readonly embedded: number
  readonly same: number
  readonly shared10: number
  readonly shared20: number
}

async function visit(history: readonly string[], embedSome: (library: Library, events: readonly InteractionEvent[]) => Promise<number>): Promise<Seen> {
  const events = historyOf(history)
  const [some, every] = [freshLibrary(), freshLibrary()]
  learnAll(every, [...candidates, ...itemsOf(history)])
  const embedded = await embedSome(some, events)
  const [got, full] = [order(some, events), order(every, events)]
  return { embedded, same: got.slice(0, 10).join() === full.slice(0, 10).join() ? 1 : 0, shared10: shared(got, full, 10), shared20: shared(got, full, 20) }
}

/** As the product does it. */
async function untilDone(library: Library, events: readonly InteractionEvent[]): Promise<number> {
  const recalled = { status: 'ok', grant: {} as Grant<'personalization'>, events, state: {} } satisfies Recollection
  let embedded = 0
  const upgrade = createUpgrade({
    library,
    memory: { recall: () => Promise.resolve(recalled) } as never,
    measure: () => library.ranker().measure({ candidates: library.candidates(), history: entriesOf(library, events) }),
  })
  const read = new Set(events.map(({ item }) => itemText(item)))
  upgrade.useEncoder({
    embed(batch) {
      embedded += batch.filter((text) => !read.has(text)).length
      return Promise.resolve({ status: 'ok', vectors: batch.map((text) => vectors.get(text)) })
    },
  })
  await upgrade.run()
  return embedded
}

/** The best so many as they stand. */
const best = (count: number) => (library: Library, events: readonly InteractionEvent[]): Promise<number> => {
  learnAll(library, events.map(({ item }) => item))
  const chosen = itemsOf(order(library, events)).slice(0, count)
  learnAll(library, chosen)
  return Promise.resolve(chosen.length)
}

for (const [name, way] of [['none', best(0)], ['best 64', best(64)], ['best 200', best(200)], ['best 400', best(400)], ['until done', untilDone]] as const) {
  const seen = await Promise.all(visitors.map(({ history }) => visit(history, way)))
  const mean = (of: (one: Seen) => number): string => (seen.reduce((sum, one) => sum + of(one), 0) / seen.length).toFixed(3)
  const counts = seen.map(({ embedded }) => embedded).sort((a, b) => a - b)
  console.log(`${name}: of ${String(candidates.length)} candidates ${String(counts[Math.floor(counts.length / 2)])} embedded at the median, ${String(counts[Math.floor(counts.length * 0.95)])} at the 95th percentile; the first ten as with all embedded for ${mean(({ same }) => same)} of ${String(seen.length)} visitors; shared of ten ${mean(({ shared10 }) => shared10)}, of twenty ${mean(({ shared20 }) => shared20)}`)
}
