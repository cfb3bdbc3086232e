// How many candidates the transformer embeds before it says that it is done, and whether the visible list is then the one it
// would be with every candidate embedded: `npx tsx src/models/minilm/contenders.ts FOLDER [--items 1000] [--visitors 100] [--places 10]`,
// FOLDER with items.jsonl and test.jsonl. The candidates are what was shown last, each visitor's history as it stands.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { openVectorPools } from '../../adapters/vector-pool.js'
import { scratch } from '../../build/paths.js'
import { createNodeEncoder } from '../../cli/encoders/node-encoder.js'
import { bytesOf, shippedFile } from '../../cli/encoders/shipped-files.js'
import { readCatalogLines } from '../../core/catalog/catalog-lines.js'
import type { Grant } from '../../core/consent/gate.js'
import { SHIPPED } from '../../core/embedding/shipped.js'
import { openStaticModel } from '../../core/embedding/static-model.js'
import type { EventId, InteractionEvent } from '../../core/history/event.js'
import { itemText, type Item, type ItemId } from '../../core/item.js'
import { createLibrary, type Library } from '../../core/personalizer/library.js'
import { createUpgrade } from '../../core/personalizer/upgrade.js'
import type { Recollection } from '../../core/personalizer/memory.js'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { items: { type: 'string', default: '1000' }, visitors: { type: 'string', default: '100' }, places: { type: 'string', default: '10' } } })
const places = Number(values.places)
const [folder] = positionals
if (folder === undefined) throw new Error('usage: npx tsx src/models/minilm/contenders.ts FOLDER [--items N] [--visitors N] [--places N]')

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

const requestOf = (library: Library, events: readonly InteractionEvent[]) => ({ candidates: library.candidates(), history: entriesOf(library, events) })

/** The first places as they are shown. */
const listOf = (library: Library, events: readonly InteractionEvent[]): readonly string[] => library.ranker().rank({ ...requestOf(library, events), limit: places }).map(({ id }) => id)

function freshLibrary(): Library {
  const library = createLibrary(openVectorPools())
  library.attachStatic(table)
  library.addPageItems(candidates)
  // A page makes its ranker before the transformer is there.
  library.ranker()
  return library
}

const learnAll = (library: Library, items: readonly Item[]): void => {
  for (const item of items) library.learn(itemText(item), vectors.get(itemText(item)))
}

interface Seen {
  readonly embedded: number
  /** Of the places as with all embedded: those filled alike, those whose item is shown too, those whose item was not embedded. */
  readonly sameOrder: number
  readonly sameItems: number
  readonly shared: number
  readonly missed: number
}

const full = new Map(visitors.map(({ user, history }) => {
  const library = freshLibrary()
  learnAll(library, [...candidates, ...itemsOf(history)])
  return [user, listOf(library, historyOf(history))]
}))

async function visit({ user, history }: (typeof visitors)[number], embedSome: (library: Library, events: readonly InteractionEvent[]) => Promise<number>): Promise<Seen> {
  const events = historyOf(history)
  const library = freshLibrary()
  const embedded = await embedSome(library, events)
  const got = listOf(library, events)
  const want = full.get(user) ?? []
  const shared = want.filter((id) => got.includes(id)).length
  return {
    embedded,
    sameOrder: got.join() === want.join() ? 1 : 0,
    sameItems: shared === want.length ? 1 : 0,
    shared: shared / want.length,
    missed: itemsOf(want).filter((item) => library.embedding(item)?.tier !== 'transformer').length,
  }
}

/** As the product does it. */
async function untilDone(library: Library, events: readonly InteractionEvent[]): Promise<number> {
  const recalled = { status: 'ok', grant: {} as Grant<'personalization'>, events, state: {} } satisfies Recollection
  let embedded = 0
  const upgrade = createUpgrade({
    library,
    memory: { recall: () => Promise.resolve(recalled) } as never,
    measure: () => {
      const { ids, totals } = library.ranker().measure(requestOf(library, events))
      return Promise.resolve({ ids, totals, visible: new Set(listOf(library, events) as readonly ItemId[]) })
    },
  })
  upgrade.note({ limit: places })
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
  const { ids, totals } = library.ranker().measure(requestOf(library, events))
  const order = Array.from(ids.keys()).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))
  const chosen = itemsOf(order.slice(0, count).map((at) => ids[at] ?? ''))
  learnAll(library, chosen)
  return Promise.resolve(chosen.length)
}

for (const [name, way] of [['none', best(0)], ['best 64', best(64)], ['best 100', best(100)], ['best 200', best(200)], ['best 400', best(400)], ['until done', untilDone]] as const) {
  const seen: Seen[] = []
  for (const visitor of visitors) seen.push(await visit(visitor, way))
  const mean = (of: (one: Seen) => number): string => (seen.reduce((sum, one) => sum + of(one), 0) / seen.length).toFixed(3)
  const counts = seen.map(({ embedded }) => embedded).sort((a, b) => a - b)
  const [median, most] = [0.5, 0.95].map((part) => String(counts[Math.floor(counts.length * part)]))
  console.log(`${name}: ${mean(({ embedded }) => embedded)} of ${String(candidates.length)} candidates embedded (median ${median ?? ''}, 95th percentile ${most ?? ''}); of the first ${String(places)} as with all embedded: same items in the same order for ${mean(({ sameOrder }) => sameOrder)} of ${String(seen.length)} visitors, same items for ${mean(({ sameItems }) => sameItems)}; shared ${mean(({ shared }) => shared)}; left out ${mean(({ missed }) => missed)}`)
}
