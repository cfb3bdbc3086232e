/** The weights of the shipped score and what they rest on; `src/docs/ranking.md` has the measurements. */
export const FORMULA = {
  /** Sharpness of the soft maximum over the history: 0 is the mean, infinity the nearest. */
  sharpness: 3,
  /** Part of the crowding around an item read and around a candidate that is taken from the cosine between them. */
  crowding: 0.3,
  match: 1,
  /** Part of a category's share in the surroundings that is taken from its share in the history: what is everywhere says less of a taste. */
  common: 0.5,
  category: 0.35,
  words: 0.2,
  /** What others turned to besides, from an item-item model, where the site has one: as much as the match, as measured on films. */
  collaborative: 1,
  /** Beside such a model popularity is worth this many times as much, divided by the weight of the history. */
  popularityFade: 3,
  /** Weight of one topic chosen in the picker, in clicks. */
  chosenTopic: 2,
  /** What the topic shares of all visitors weigh against a history, in clicks, and what a click on one topic lends to those that others turn to besides. */
  topicPrior: 1,
  topicPair: 0.25,
  /** Weight of a history from which on neither is used: from the third click on a visitor's own topics are the better guess. */
  coldUntil: 3,
  /** Standard deviations that one hide takes from its nearest look-alike, and from a category where all was hidden. */
  hideMatch: 4,
  hideCategory: 1,
  /** Standard deviations a query's meaning and words are worth: a search is asked for, a taste only inferred. */
  queryMatch: 3,
  queryWords: 3,
  /** Least total weight of a history before it moves anything: one bounced click is below, one click above. */
  leastHistory: 0.5,
} as const

/** Limits of list making. */
export interface ListLimits {
  /** Weight of a standard deviation of score in MMR; the rest is that of the likeness to what stands above (Carbonell and Goldstein 1998). */
  readonly lambda: number
  /** Positions that MMR fills; what follows stands by score. */
  readonly diversePositions: number
  /** Best-scored items among which it chooses. */
  readonly diversePool: number
  /** Centred cosine from which two items tell the same story. */
  readonly nearDuplicate: number
  /** Largest share of one category among the first positions, while others are there. */
  readonly categoryShare: number
  /** Standard deviations of score that a list is worth for each nat its categories are nearer to the visitor's own; 0: it is not calibrated. */
  readonly calibration: number
  /** Standard deviations below which two scores are equal, and the catalog's order decides. */
  readonly tie: number
  /** Position, from 0, by which an item that nobody has turned to yet has its place, where there is one. */
  readonly newItemPosition: number
  /** First positions whose reasons say where the item would stand without them. */
  readonly explained: number
}

export const LIST: ListLimits = { lambda: 0.7, diversePositions: 30, diversePool: 90, nearDuplicate: 0.85, categoryShare: 0.6, calibration: 0, tie: 0.001, newItemPosition: 6, explained: 10 }
