import * as v from 'valibot'
import { FEATURES_VERSION, featurePlaces } from './features.js'

/** How a scorer's graph is used: which features it takes, in its order, and what its answer weighs. */
export interface ScorerRecipe {
  /** Names of published features. */
  readonly features: readonly string[]
  /** Version of the feature vector that the model was trained on. */
  readonly featuresVersion: number
  /** Weight of its standardised answer, in standard deviations of the score, where a likeness in meaning weighs 1. */
  readonly weight: number
  /** Made-up features, row-major, and what a sound backend answers to them. */
  readonly canary: { readonly values: readonly number[]; readonly scores: readonly number[] }
}

/** A likeness in meaning weighs 1; ten times that leaves nothing else to say. */
export const SCORER_WEIGHT = { shipped: 1, least: 0, most: 10 } as const

const Finite = v.pipe(v.number(), v.finite())

/** What a site may say beside its scorer, in `scorer.json`. */
export const ScorerWishes = v.object({
  features: v.exactOptional(v.pipe(v.array(v.string()), v.minLength(1))),
  weight: v.exactOptional(v.pipe(Finite, v.minValue(SCORER_WEIGHT.least), v.maxValue(SCORER_WEIGHT.most))),
})

const Model = v.object({
  format: v.literal('hearth-model'),
  version: v.literal(1),
  kind: v.literal('scorer'),
  scorer: v.object({
    features: v.pipe(v.array(v.string()), v.minLength(1)),
    featuresVersion: v.number(),
    weight: v.pipe(Finite, v.minValue(SCORER_WEIGHT.least), v.maxValue(SCORER_WEIGHT.most)),
    canary: v.object({ values: v.array(Finite), scores: v.pipe(v.array(Finite), v.minLength(1)) }),
  }),
})

/** The scorer that a `model.json` (text) describes, or one sentence that says why it cannot rank. */
export function readScorer(json: string): { readonly status: 'ok'; readonly recipe: ScorerRecipe } | { readonly status: 'bad'; readonly message: string } {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Model), json)
  if (!read.success) return { status: 'bad', message: `model.json describes no scorer (${v.getDotPath(read.issues[0]) ?? 'file'}: ${read.issues[0].message}). Make the folder with "hearth model add".` }
  const { scorer } = read.output
  if (scorer.featuresVersion !== FEATURES_VERSION) return { status: 'bad', message: `the scorer was trained on version ${scorer.featuresVersion} of the features, where this is ${FEATURES_VERSION}. Train it again, and add it again.` }
  const places = featurePlaces(scorer.features)
  if ('unknown' in places) return { status: 'bad', message: `the scorer takes a feature "${places.unknown}", which is not published. "hearth model features" lists those that are.` }
  if (scorer.canary.values.length !== scorer.canary.scores.length * scorer.features.length) return { status: 'bad', message: 'the scorer’s canary does not fit its features. Add the model again.' }
  return { status: 'ok', recipe: scorer }
}

/** Whether a scorer's answers to its canary are those that were made when it was added. */
export function canaryHolds(expected: readonly number[], scores: ArrayLike<number>): boolean {
  return scores.length === expected.length && expected.every((wanted, row) => Math.abs((scores[row] ?? Number.NaN) - wanted) <= 1e-3 * (1 + Math.abs(wanted)))
}
