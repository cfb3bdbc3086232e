/** The features whose weights may be learnt, by the kinds of their reasons. */
export const LEARNT = ['meaning', 'category', 'words', 'popularity', 'collaborative'] as const

export type LearntFeature = (typeof LEARNT)[number]

/** Multiples of the shipped weights; 1 everywhere is the shipped score. */
export type Weights = Readonly<Record<LearntFeature, number>>

export const SHIPPED_WEIGHTS: Weights = { meaning: 1, category: 1, words: 1, popularity: 1, collaborative: 1 }
