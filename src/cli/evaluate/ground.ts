import { type Item, type ItemId, itemText } from '../../core/item.js'
import type { Embedding } from '../../core/embedding/space.js'
import type { Candidate } from '../../core/ranking/candidate.js'
import type { Centre } from '../../core/ranking/centre.js'
import type { HistoryEntry } from '../../core/history/engagement.js'
import type { PopularityPrior } from '../../core/prior/popularity.js'
import type { EventId } from '../../core/history/event.js'
import type { Millis } from '../../core/time.js'
import type { NodeEncoder } from '../encoders/node-encoder.js'
import type { Progress } from '../progress.js'
import type { Impression } from './impression-lines.js'

/** Least number of unique items shown whose mean serves as the centre; below that the catalog's mean does. */
const LEAST_SHOWN = 500
/** Items of a catalog that its mean is taken over, evenly spaced, where nothing was shown before. */
const MEAN_SAMPLE = 2000

/** Candidates and history entries of an evaluation, with vectors for the items it names. */
export interface EvaluationGround {
  readonly centre: Centre
  /** The items that `centre` is the mean of. */
  readonly central: readonly ItemId[]
  /** The centre of some items, for a page that learns it from what it shows. */
  centreOf(items: Iterable<ItemId>): Centre
  candidate(id: ItemId): Candidate
  entries(history: readonly ItemId[], before: Millis): readonly HistoryEntry[]
}

export async function layGround(items: ReadonlyMap<ItemId, Item>, encoder: NodeEncoder, fit: readonly Impression[], test: readonly Impression[], progress?: Progress): Promise<EvaluationGround> {
  const shown = new Set(fit.flatMap((impression) => impression.shown))
  const everything = [...items.keys()]
  const step = Math.max(1, Math.floor(everything.length / MEAN_SAMPLE))
  const central = shown.size >= LEAST_SHOWN ? [...shown] : everything.filter((_, i) => i % step === 0)
  const named = new Set([...central, ...test.flatMap((impression) => [...impression.history, ...impression.shown])].filter((id) => items.has(id)))
  const ids = [...named]
  const vectors = await encoder.embed(ids.map((id) => textOf(items, id)), progress)
  const embeddings = new Map(
    ids.flatMap((id, row): [ItemId, Embedding][] => {
      const vector = vectors.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions)
      return vector.some((value) => value !== 0) ? [[id, { tier: encoder.tier, vector }]] : []
    }),
  )
  const centreOf = (counting: Iterable<ItemId>): Centre => {
    const mean = new Float32Array(encoder.dimensions)
    const counted = [...counting].flatMap((id) => embeddings.get(id)?.vector ?? [])
    for (const vector of counted) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / counted.length
    return { static: mean, transformer: mean }
  }
  const candidates = new Map<ItemId, Candidate>()
  const candidate = (id: ItemId): Candidate => {
    const known = candidates.get(id)
    if (known !== undefined) return known
    const embedding = embeddings.get(id)
    const made: Candidate = { item: items.get(id) ?? { id, title: '' }, ...(embedding === undefined ? {} : { embedding }) }
    candidates.set(id, made)
    return made
  }
  return {
    centre: centreOf(central),
    central,
    centreOf,
    candidate,
    entries: (history, before) => entriesOf(history, before, candidate),
  }
}

/** A history as clicks, an hour apart, that ended before a list was shown. */
export function entriesOf(history: readonly ItemId[], before: Millis, candidate: (id: ItemId) => Candidate): readonly HistoryEntry[] {
  return history.map((id, i) => {
    const { item, embedding } = candidate(id)
    const at = (before - (history.length - i) * 3_600_000) as Millis
    return { event: { id: `${String(i)}:${id}` as EventId, kind: 'click', item, at }, ...(embedding === undefined ? {} : { embedding }) }
  })
}

/** Click counters of the impressions, as a site would publish them when the last one ended. */
export function priorOf(fit: readonly Impression[]): PopularityPrior | undefined {
  if (fit.length === 0) return undefined
  const counts = new Map<ItemId, { clicks: number; shown: number }>()
  let clicks = 0
  let shown = 0
  let at = 0
  for (const impression of fit) {
    at = Math.max(at, impression.at)
    for (const id of impression.shown) {
      const count = counts.get(id) ?? { clicks: 0, shown: 0 }
      count.shown++
      shown++
      if (impression.clicked.has(id)) {
        count.clicks++
        clicks++
      }
      counts.set(id, count)
    }
  }
  return { counts, rate: clicks / shown, at: at as Millis }
}

function textOf(items: ReadonlyMap<ItemId, Item>, id: ItemId): string {
  const item = items.get(id)
  return item === undefined ? '' : itemText(item)
}
