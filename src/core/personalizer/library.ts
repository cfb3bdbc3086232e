import type { Catalog } from '../catalog/catalog.js'
import type { EncoderModel } from '../embedding/encoder-model.js'
import { MINILM_SPACE } from '../embedding/space.js'
import type { Embedding, SpaceId, VectorTier } from '../embedding/space.js'
import type { StaticModel } from '../embedding/static-model.js'
import { itemText } from '../item.js'
import type { Item, ItemId } from '../item.js'
import type { Candidate } from '../ranking/candidate.js'
import type { Centre } from '../ranking/centre.js'
import { createRanker } from '../ranking/rank.js'
import type { Ranker } from '../ranking/rank.js'
import { createRecentlyShown, RECENTLY_SHOWN } from '../ranking/recently-shown.js'
import type { CreateVectorPool } from '../embedding/vector-pool.js'
import { foreignOn } from '../text/language.js'
import { keepNewest } from './bounded.js'

/** Every item that this page or its catalog knows, with the best vector there is for it. */
export interface Library {
  readonly size: number
  readonly space: SpaceId
  readonly staticModel: StaticModel | undefined
  /** Vectors here are of the shipped models' space. */
  readonly isShipped: boolean
  /** Whether an encoder's vectors may stand beside the catalog's; undefined is the shipped one. */
  admits(own: EncoderModel | undefined): boolean
  /** The site's own encoder makes vectors from now on; true where that is news. */
  useSpace(own: EncoderModel): boolean
  attachStatic(model: StaticModel): void
  /** A catalog of another space than the shipped one brings its own: items from outside it then have words and categories, no vectors. */
  attachCatalog(catalog: Catalog): void
  /** Items found on the page: they can be ranked from now on. */
  addPageItems(items: readonly Item[]): void
  /** Items that only the page knew, and knows no more; what a catalog holds stays. */
  dropPageItems(ids: readonly string[]): void
  /** Items that this visitor was shown: their mean is the centre, once there are enough. */
  see(items: readonly Item[]): void
  find(id: string): Item | undefined
  all(): readonly Item[]
  candidate(item: Item): Candidate
  /** All items as candidates: the very same list until an item or a vector is new, so that a ranker need not prepare it again. */
  candidates(): readonly Candidate[]
  embedding(item: Item): Embedding | undefined
  embedQuery(query: string): Embedding | undefined
  /** Whether an encoder could give the text a vector here. */
  transforms(text: string): boolean
  /** Texts that only have a static vector, or none. */
  untransformed(items: readonly Item[]): readonly string[]
  /** Those of the items, or of all that are known, with such a text. */
  waiting(items?: readonly Item[]): readonly Item[]
  learn(text: string, vector: Float32Array | undefined): void
  /** The ranker over these items; made anew when the items or their centre change. */
  ranker(): Ranker
}

/** Below this many items a catalog's own mean says more about its items than about its centre; the shipped mean serves. */
const LEAST_FOR_MEAN = 50
/** Growth of the catalog from which its words are counted anew. */
const REBUILD = 1.1
/** Growth from which the language of the site is looked at anew. */
const JUDGE_AGAIN = 2
/** Vectors of texts from outside the catalog; 1.5 KB each. */
const MOST_LEARNT = 5000

export function createLibrary(createPool?: CreateVectorPool): Library {
  const items = new Map<ItemId, Item>()
  const catalogRows = new Map<ItemId, { readonly item: Item; readonly row: number }>()
  const stored = new Map<ItemId, Embedding>()
  const learnt = new Map<string, Embedding>()
  /** Texts that the transformer has seen; one without words gave no vector. */
  const transformed = new Map<string, boolean>()
  const tabled = new Map<string, Embedding | undefined>()
  let foreignItems = new WeakMap<Item, boolean>()
  let judged: { readonly size: number; readonly isForeign: (text: string) => boolean } | undefined
  const recent = createRecentlyShown<Item>()
  /** What was shown last when the centre was taken from it. */
  let shown: readonly Item[] = []
  let catalog: Catalog | undefined
  let model: StaticModel | undefined
  /** The encoder that the site brought. */
  let own: EncoderModel | undefined
  let ranker: Ranker | undefined
  let everything: readonly Item[] | undefined
  let offered: readonly Candidate[] | undefined
  /** Items when the ranker was made. */
  let built = 0

  const forgetRanker = (): void => {
    ranker = undefined
    offered = undefined
  }

  const shippedSpace = (): SpaceId => model?.space ?? MINILM_SPACE

  /** A catalog has the last word, for its vectors are there. */
  const space = (): SpaceId => catalog?.space ?? own?.space ?? shippedSpace()

  /** Vectors are of an encoder that somebody brought: nothing of the shipped models may be compared with them. */
  const foreign = (): boolean => space() !== shippedSpace()

  /** In a language that the shipped models do not know; short texts go by what else the site has. */
  const isForeignText = (text: string): boolean => {
    if (judged === undefined || items.size > judged.size * JUDGE_AGAIN) {
      judged = { size: items.size, isForeign: foreignOn([...items.values()].map(itemText)) }
      foreignItems = new WeakMap()
      tabled.clear()
    }
    return judged.isForeign(text)
  }

  const fromTable = (text: string): Embedding | undefined => {
    if (foreign()) return undefined
    if (!tabled.has(text)) {
      const vector = isForeignText(text) ? undefined : model?.embed(text)
      keepNewest(tabled, text, vector === undefined ? undefined : { tier: 'static', vector }, MOST_LEARNT)
    }
    return tabled.get(text)
  }

  /** One embedding a row, by which the shelf recognises it; its numbers stay bytes until they are asked for. A page's item whose text differs from the catalog's is another text. */
  const fromCatalog = (item: Item): Embedding | undefined => {
    const known = catalogRows.get(item.id)
    if (known === undefined || catalog === undefined || (known.item !== item && itemText(known.item) !== itemText(item))) return undefined
    const before = stored.get(item.id)
    if (before !== undefined) return before
    const made = embeddingOfRow(catalog, known.row)
    if (made !== undefined) stored.set(item.id, made)
    return made
  }

  const embedding = (item: Item): Embedding | undefined => {
    const known = fromCatalog(item)
    if (known?.tier === 'transformer') return known
    const text = itemText(item)
    return learnt.get(text) ?? known ?? fromTable(text)
  }

  const isForeign = (item: Item): boolean => {
    const known = foreignItems.get(item) ?? isForeignText(itemText(item))
    foreignItems.set(item, known)
    return known
  }

  /** Whether an encoder could give a vector here. Which languages one knows that somebody brought is theirs to say. */
  const transforms = (isInOther: () => boolean): boolean => (foreign() ? own?.space === space() : !isInOther())

  const isUntransformed = (item: Item): boolean => embedding(item)?.tier !== 'transformer' && !transformed.has(itemText(item)) && transforms(() => isForeign(item))

  const candidate = (item: Item): Candidate => {
    const known = embedding(item)
    return known === undefined ? { item } : { item, embedding: known }
  }

  const all = (): readonly Item[] => (everything ??= [...items.values()])
  const candidates = (): readonly Candidate[] => (offered ??= all().map(candidate))

  /** Mean of what was shown last, where enough of it has a vector of a tier. */
  const shownMean = (tier: VectorTier): Float32Array | undefined => {
    const vectors = shown.flatMap((item) => {
      const known = embedding(item)
      return known?.tier === tier ? [known.vector] : []
    })
    return vectors.length < RECENTLY_SHOWN.least ? undefined : meanOf(vectors)
  }

  const centre = (): Centre => {
    const dimensions = (foreign() ? (catalog?.dimensions ?? own?.dimensions) : model?.dimensions) ?? catalog?.dimensions ?? 0
    const least = foreign() ? 0 : LEAST_FOR_MEAN
    const of = (tier: VectorTier): Float32Array => {
      const catalogs = catalog?.tier === tier && catalog.items.length >= least ? catalog.mean : undefined
      return shownMean(tier) ?? catalogs ?? (foreign() ? undefined : model?.means[tier]) ?? new Float32Array(dimensions)
    }
    return { static: of('static'), transformer: of('transformer') }
  }

  const see = (items: readonly Item[]): void => {
    recent.note(items)
    const latest = recent.due()
    if (latest === undefined) return
    shown = [...latest]
    forgetRanker()
  }

  return {
    get size() {
      return items.size
    },
    get space() {
      return space()
    },
    get isShipped() {
      return !foreign()
    },
    admits: (brought) => (catalog === undefined ? true : catalog.space === (brought?.space ?? shippedSpace())),
    useSpace(brought) {
      if (own?.space === brought.space) return false
      own = brought
      tabled.clear()
      learnt.clear()
      transformed.clear()
      forgetRanker()
      return true
    },
    get staticModel() {
      return model
    },
    attachStatic(opened) {
      model = opened
      tabled.clear()
      forgetRanker()
    },
    attachCatalog(opened) {
      catalog = opened
      opened.items.forEach((item, row) => {
        items.set(item.id, item)
        catalogRows.set(item.id, { item, row })
      })
      everything = undefined
      stored.clear()
      learnt.clear()
      forgetRanker()
    },
    addPageItems(found) {
      const fresh = found.filter(({ id }) => !items.has(id))
      if (fresh.length === 0) return
      for (const item of fresh) items.set(item.id, item)
      everything = offered = undefined
      // A few items more change no word's rarity to speak of; the ranker prepares them when it meets them.
      if (items.size > built * REBUILD) forgetRanker()
    },
    dropPageItems(ids) {
      for (const id of ids) {
        const item = items.get(id as ItemId)
        if (item === undefined || catalogRows.has(item.id)) continue
        items.delete(item.id)
        for (const known of [learnt, transformed, tabled]) known.delete(itemText(item))
      }
      everything = undefined
      forgetRanker()
    },
    see,
    find: (id) => items.get(id as ItemId),
    all,
    candidate,
    candidates,
    embedding,
    embedQuery: (query) => learnt.get(query) ?? fromTable(query),
    transforms: (text) => transforms(() => isForeignText(text)),
    untransformed: (wanted) => [...new Set(wanted.filter(isUntransformed).map(itemText))],
    waiting: (wanted = all()) => wanted.filter(isUntransformed),
    learn(text, vector) {
      // A model that answers with what is no number is not believed: the text keeps the vector it had.
      const sound = vector?.every(Number.isFinite) === true
      keepNewest(transformed, text, sound, MOST_LEARNT)
      offered = undefined
      if (vector !== undefined && sound) keepNewest(learnt, text, { tier: 'transformer', vector }, MOST_LEARNT)
    },
    ranker() {
      if (ranker !== undefined) return ranker
      built = items.size
      ranker = createRanker({ centre: centre(), catalog: candidates(), ...(createPool === undefined ? {} : { createPool }) })
      return ranker
    },
  }
}

function embeddingOfRow(catalog: Catalog, row: number): Embedding | undefined {
  if (!catalog.hasVector(row)) return undefined
  return {
    tier: catalog.tier,
    get vector() {
      return catalog.vector(row) ?? new Float32Array(catalog.dimensions)
    },
  }
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length
  return mean
}
