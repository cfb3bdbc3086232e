/** One number that a scorer is given about each candidate. */
export interface Feature {
  readonly name: string
  readonly unit: string
  readonly says: string
}

/** Raised when a feature changes its meaning. Features are only ever added, at the end: a model that takes n features takes the first n. */
export const FEATURES_VERSION = 1

const cosine = 'cosine, −1 to 1'
const share = 'share, 0 to 1'
const deviations = 'standard deviations over the candidates not read yet'
const flag = '1 or 0'

/**
 * The published feature vector: what a scorer knows of a candidate, in this order, as float32. Every number is finite; 0 stands
 * where nothing is known. A candidate's place in the site's own order is left out on purpose: a model would learn where
 * people look instead of what they like.
 */
export const FEATURES = [
  { name: 'match', unit: cosine, says: 'soft maximum of the centred cosines with the items read' },
  { name: 'nearest', unit: cosine, says: 'greatest centred cosine with an item read' },
  { name: 'mean', unit: cosine, says: 'centred cosine with the mean of the items read' },
  { name: 'category', unit: share, says: 'share of the history in the candidate’s category, chosen topics counted in' },
  { name: 'words', unit: 'cosine, 0 to 1', says: 'TF-IDF likeness with the mean of the items read' },
  { name: 'tags', unit: share, says: 'share of the history that has a tag in common with the candidate' },
  { name: 'provider', unit: share, says: 'share of the history from the candidate’s provider' },
  { name: 'popularity', unit: 'nats', says: 'logarithm of the shrunk click rate over the rate of all items; 0 is the average' },
  { name: 'neighbours', unit: 'the item-item model’s own', says: 'sum of the item-item model over the history' },
  { name: 'hides', unit: deviations, says: 'what hidden look-alikes take from the score' },
  { name: 'score', unit: deviations, says: 'Hearth’s own score, before what was read sinks' },
  { name: 'matchZ', unit: deviations, says: 'match, standardised' },
  { name: 'categoryZ', unit: deviations, says: 'category, standardised' },
  { name: 'wordsZ', unit: deviations, says: 'words, standardised' },
  { name: 'popularityZ', unit: deviations, says: 'popularity, standardised' },
  { name: 'neighboursZ', unit: deviations, says: 'neighbours, standardised' },
  { name: 'history', unit: 'nats', says: 'ln(1 + weight of the history), one plain click weighing 1' },
  { name: 'read', unit: flag, says: 'the visitor has read it' },
  { name: 'age', unit: 'nats', says: 'ln(1 + days since publication)' },
  { name: 'dated', unit: flag, says: 'its day of publication is known' },
  { name: 'price', unit: 'nats', says: 'ln(1 + price), in the catalog’s currency' },
  { name: 'priced', unit: flag, says: 'its price is known' },
  { name: 'length', unit: 'nats', says: 'ln(1 + different words in title and text that other items have too)' },
  { name: 'candidates', unit: 'nats', says: 'ln(number of candidates)' },
] as const satisfies readonly Feature[]

export type FeatureName = (typeof FEATURES)[number]['name']

const PLACES: ReadonlyMap<string, number> = new Map(FEATURES.map(({ name }, place) => [name, place]))

/** Places in the vector of the features named; the name that is none, where one is not. */
export function featurePlaces(names: readonly string[]): readonly number[] | { readonly unknown: string } {
  const places: number[] = []
  for (const name of names) {
    const place = PLACES.get(name)
    if (place === undefined) return { unknown: name }
    places.push(place)
  }
  return places
}

/** The names that a model of `count` features takes where it does not say which. */
export function firstFeatures(count: number): readonly string[] {
  return FEATURES.slice(0, count).map(({ name }) => name)
}
