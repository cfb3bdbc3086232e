import type { ItemId } from '../../item.js'
import { DAY_MS } from '../../time.js'
import { dot } from '../../embedding/dot.js'
import type { RankRequest } from '../rank-request.js'
import { categoryShares, hideCosts, matchFeature, wordsFeature } from '../features.js'
import type { Lineup } from '../lineup.js'
import { popularity } from '../../prior/popularity.js'
import { countedOf, scoreCandidates } from '../score.js'
import type { Shelf } from '../shelf.js'
import type { Shelved } from '../shelved.js'
import { standardise } from '../standardise.js'
import type { Taste } from '../taste.js'
import { FEATURES, type FeatureName } from './features.js'

/** What a scorer is asked about: one row a candidate, row-major float32, `FEATURES.length` numbers each. */
export interface FeatureTable {
  readonly ids: readonly ItemId[]
  readonly values: Float32Array
}

/** The features of every candidate, in the order given, computed by the same code as the shipped score. */
export function featureTable(shelf: Shelf, lineup: Lineup, { scorer: _, ...request }: RankRequest): FeatureTable {
  const { shelved, taste, relevance, groups } = scoreCandidates(shelf, lineup, request)
  const counted = countedOf(groups)
  const columns = columnsOf(shelf, lineup, request, taste, relevance)
  const z = (name: FeatureName): Float64Array => standardise(Float64Array.from(columns[name] ?? []), counted)
  const all: Readonly<Record<FeatureName, Float64Array>> = {
    ...columns,
    matchZ: z('match'),
    categoryZ: z('category'),
    wordsZ: z('words'),
    popularityZ: z('popularity'),
    neighboursZ: z('neighbours'),
    read: Float64Array.from(groups, (group) => (group === 'fresh' ? 0 : 1)),
  }
  const values = new Float32Array(shelved.length * FEATURES.length)
  FEATURES.forEach(({ name }, place) => {
    const column = all[name]
    for (let row = 0; row < shelved.length; row++) {
      const value = column[row] ?? 0
      values[row * FEATURES.length + place] = Number.isFinite(value) ? value : 0
    }
  })
  return { ids: shelved.map(({ item: { id } }) => id), values }
}

type Plain = Exclude<FeatureName, `${string}Z` | 'read'>

/** Everything but what is standardised; NaN where nothing is known, so that the unknown stands at the mean. */
function columnsOf(shelf: Shelf, lineup: Lineup, { prior, now }: RankRequest, taste: Taste, relevance: Float64Array): Record<Plain, Float64Array> & Partial<Record<FeatureName, Float64Array>> {
  const { shelved } = lineup
  const column = (of: (candidate: Shelved, row: number) => number): Float64Array => Float64Array.from(shelved, of)
  const { nearest, mean } = cosines(shelved, taste)
  const counters = prior?.popularity
  const average = counters === undefined ? 0 : Math.log(Number.isFinite(counters.rate) && counters.rate > 0 ? counters.rate : 1e-6)
  const model = prior?.foldIn
  const sums = model?.sums(taste.liked.map(({ engagement: { item, weight } }) => ({ id: item.id, weight }))).values
  const moment = now ?? Number.NaN
  const known = (value: number | undefined): number => (value === undefined || !Number.isFinite(value) ? 0 : 1)
  const days = ({ item }: Shelved): number => Math.max(0, (moment - Date.parse(item.publishedAt ?? '')) / DAY_MS)
  return {
    match: matchFeature(lineup, taste, shelf).values,
    nearest,
    mean,
    category: categoryShares(lineup, taste),
    words: wordsFeature(lineup, taste),
    tags: shareOf(shelved, taste, ({ item }) => item.tags ?? []),
    provider: shareOf(shelved, taste, ({ item }) => (item.provider === undefined ? [] : [item.provider])),
    popularity: column(({ item }) => (counters === undefined ? 0 : popularity(counters, item.id) - average)),
    neighbours: column(({ item }) => (model === undefined ? 0 : (sums?.[model.place(item.id) ?? -1] ?? Number.NaN))),
    hides: hideCosts(lineup, taste, shelf).costs,
    score: relevance,
    history: column(() => Math.log1p(taste.weight)),
    age: column((candidate) => Math.log1p(days(candidate))),
    dated: column((candidate) => known(days(candidate))),
    price: column(({ item }) => Math.log1p(Math.max(0, item.price ?? Number.NaN))),
    priced: column(({ item }) => known(item.price)),
    length: column(({ words }) => Math.log1p(words.terms.length)),
    candidates: column(() => Math.log(shelved.length)),
  }
}

/** The nearest item read and the mean of all of them, as cosines; NaN without a vector. */
function cosines(shelved: readonly Shelved[], taste: Taste): { readonly nearest: Float64Array; readonly mean: Float64Array } {
  const read = taste.liked.flatMap(({ shelved: { vector }, engagement: { weight } }) => (vector === undefined ? [] : [{ vector, weight }]))
  const middle = new Float32Array(read[0]?.vector.length ?? 0)
  for (const { vector, weight } of read) vector.forEach((x, d) => (middle[d] = (middle[d] ?? 0) + weight * x))
  const length = Math.sqrt(dot(middle, middle))
  const usable = (vector: Float32Array | undefined): vector is Float32Array => vector !== undefined && read.length > 0 && vector.length === middle.length
  return {
    nearest: Float64Array.from(shelved, ({ vector }) => (usable(vector) ? read.reduce((most, one) => Math.max(most, dot(one.vector, vector)), -1) : Number.NaN)),
    mean: Float64Array.from(shelved, ({ vector }) => (usable(vector) && length > 0 ? dot(middle, vector) / length : Number.NaN)),
  }
}

/** Share of the history's weight on items that have one of the candidate's marks. */
function shareOf(shelved: readonly Shelved[], { liked }: Taste, marks: (shelved: Shelved) => readonly string[]): Float64Array {
  const total = liked.reduce((sum, { engagement }) => sum + engagement.weight, 0)
  const holders = new Map<string, number[]>()
  liked.forEach((read, place) => {
    for (const mark of new Set(marks(read.shelved))) {
      const places = holders.get(mark)
      if (places === undefined) holders.set(mark, [place])
      else places.push(place)
    }
  })
  return Float64Array.from(shelved, (candidate) => {
    const places = new Set(marks(candidate).flatMap((mark) => holders.get(mark) ?? []))
    let sum = 0
    for (const place of places) sum += liked[place]?.engagement.weight ?? 0
    return total === 0 ? 0 : sum / total
  })
}
