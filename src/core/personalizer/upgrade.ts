import type { Refusal, Unavailable } from '../answer.js'
import type { Grant } from '../consent/gate.js'
import type { EncoderModel } from '../embedding/encoder-model.js'
import type { Embedding } from '../embedding/space.js'
import { textHash } from '../embedding/text-hash.js'
import type { KeptVector, TransformerEncoder, VectorStore } from '../ports.js'
import type { Item, ItemId } from '../item.js'
import { keepNewest } from './bounded.js'
import { createContenders, type Contenders, type Standing } from './contenders.js'
import type { Library } from './library.js'
import type { Memory, Recollection } from './memory.js'
import { createQueries } from './queries.js'

/** A list that the page asks for. */
export interface View {
  readonly slot?: string
  /** What it is made from; absent: everything that is known. */
  readonly items?: readonly Item[]
  /** Places that the page shows of it; absent where the page does not say. */
  readonly limit?: number
}

/** The transformer's vectors for what only has static ones: kept from earlier visits, or made now. */
export interface Upgrade {
  /** `own` where it is the site's and not the shipped one. */
  useEncoder(next: TransformerEncoder | undefined, own?: EncoderModel): void
  /** Why an encoder's vectors could not stand beside what there is; undefined where they can. */
  faultOf(own: EncoderModel | undefined): Unavailable | undefined
  /** The vector of a query: by the encoder where it is there and quick enough, else from the table. */
  embedQuery(query: string): Promise<Embedding | undefined>
  /** Vectors that earlier visits kept: read once a grant, and given to each text that comes to be known. */
  restore(recalled: Recollection): Promise<void>
  /** A list was asked for: from now on it is the last one of its slot that must come out right. */
  note(view: View): void
  /** How many texts would be embedded now: a query that found no encoder, those read, and where all of these are done, those that could change the visible order. */
  pending(): Promise<{ readonly status: 'ok'; readonly texts: number } | Refusal>
  /** Embeds them in small batches, what matters most first, until none could change the visible order any more or the encoder is gone. */
  run(): Promise<{ readonly status: 'ok'; readonly embedded: number } | Refusal>
}

export interface UpgradeDep {
  readonly memory: Memory
  readonly library: Library
  /** How a list stands now, with so many of its places visible. */
  readonly measure: (recalled: Recollection, view: View, places: number) => Promise<Standing>
  readonly vectors?: VectorStore
}

interface Shown {
  readonly view: View
  readonly contenders: Contenders
}

/** Texts embedded in one go: what arrives meanwhile (an item just read) is next. */
const BATCH = 8

/** Places that a page shows of a list where it does not say: what a screen holds. */
const PLACES = 20

/** Slots whose lists are looked after, those asked for last: each look ranks each of them. */
const VIEWS = 4

/** Texts after which the order is looked at anew, though nothing was read. */
const LOOK_AGAIN = 64

export function createUpgrade({ memory, library, measure, vectors }: UpgradeDep): Upgrade {
  const queries = createQueries(library)
  let encoder: TransformerEncoder | undefined
  let restored: { readonly grant: Grant; readonly kept: ReadonlyMap<string, Float32Array> } | undefined
  const views = new Map<string, Shown>()
  /** Before the page has asked for a list: the one of everything. */
  const everything: Shown = { view: {}, contenders: createContenders() }
  let measured: Recollection['events'] | undefined
  let looked: { readonly events: Recollection['events']; readonly size: number } | undefined

  const restore = async ({ grant, events }: Recollection): Promise<void> => {
    if (vectors === undefined) return
    if (restored?.grant !== grant) {
      const kept = await vectors.kept(grant)
      restored = { grant, kept: new Map(kept.status === 'ok' ? kept.value.flatMap(({ hash, space, vector }) => (space === library.space ? [[hash, vector]] : [])) : []) }
      looked = undefined
    }
    // Nothing new to look for: what is read and what may be shown are as they were.
    if (restored.kept.size === 0 || (looked?.events === events && looked.size === library.size)) return
    looked = { events, size: library.size }
    for (const text of library.untransformed([...events.map(({ item }) => item), ...library.all()])) {
      const vector = restored.kept.get(textHash(text))
      if (vector !== undefined) library.learn(text, vector)
    }
  }

  /** The history first, newest first: all totals move with it. Then, list by list, the candidates that could still change what is visible, as they stand now. */
  const wanted = async (recalled: Recollection): Promise<readonly string[]> => {
    const { events } = recalled
    const read = library.untransformed(events.map(({ item }) => item).reverse())
    if (read.length > 0) return read
    const shown = views.size === 0 ? [everything] : [...views.values()]
    if (measured !== events) for (const { contenders } of shown) contenders.historyChanged()
    measured = events
    const texts: string[] = []
    for (const { view, contenders } of shown) {
      const items = new Map((view.items ?? library.all()).map((item) => [item.id, item]))
      const waiting = new Set(library.waiting(view.items).map(({ id }) => id))
      if (waiting.size === 0) continue
      const standing = await measure(recalled, view, view.limit ?? PLACES)
      texts.push(...library.untransformed(contenders.look(standing, waiting).flatMap((at) => items.get(standing.ids[at] ?? ('' as ItemId)) ?? [])))
    }
    return [...new Set(texts)]
  }

  return {
    restore,
    useEncoder(next, own) {
      encoder = next
      // What earlier visits kept in the model's space can be used from now on.
      if (own === undefined || !library.useSpace(own)) return
      restored = undefined
      queries.clear()
    },
    faultOf(own) {
      if (library.admits(own)) return undefined
      return { status: 'unavailable', code: 'model-space', message: `The catalog’s vectors are of ${library.space}, the encoder’s of ${own?.space ?? 'the shipped model'}: they are never compared. Build the catalog with --model and the folder that the page names as its model.` }
    },
    embedQuery: (query) => queries.embed(query, encoder),
    note(view) {
      const slot = view.slot ?? ''
      keepNewest(views, slot, { view, contenders: views.get(slot)?.contenders ?? createContenders() }, VIEWS)
    },
    async pending() {
      const recalled = await memory.recall()
      if (recalled.status !== 'ok') return recalled
      await restore(recalled)
      return { status: 'ok', texts: (await wanted(recalled)).length + (queries.missed() === undefined ? 0 : 1) }
    },
    async run() {
      if (encoder !== undefined) await queries.catchUp(encoder)
      let embedded = 0
      let queue: readonly string[] = []
      let ordered: { readonly events: Recollection['events']; readonly at: number } | undefined
      for (;;) {
        const recalled = await memory.recall()
        if (recalled.status !== 'ok') return recalled
        await restore(recalled)
        if (queue.length === 0 || ordered?.events !== recalled.events || embedded - ordered.at >= LOOK_AGAIN) {
          queue = await wanted(recalled)
          ordered = { events: recalled.events, at: embedded }
        }
        const texts = queue.slice(0, BATCH)
        queue = queue.slice(BATCH)
        if (texts.length === 0 || encoder === undefined) return { status: 'ok', embedded }
        const made = await encoder.embed(texts)
        if (made.status !== 'ok') return made
        const { space } = library
        const fresh = texts.flatMap((text, row): KeptVector[] => {
          const vector = made.vectors[row]
          library.learn(text, vector)
          return vector === undefined ? [] : [{ hash: textHash(text), space, vector }]
        })
        embedded += texts.length
        // A full disk costs the next visit some milliseconds, not this one its order.
        if (fresh.length > 0) await vectors?.keep(recalled.grant, fresh)
      }
    },
  }
}
