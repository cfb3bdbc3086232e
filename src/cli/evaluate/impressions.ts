import { type ItemId, itemText } from '../../core/item.js'
import { type ImpressionFigures, measureImpression } from '../../core/measurement/impression.js'
import { positionBias } from '../../core/measurement/position-bias.js'
import { createScoring } from '../../core/personalizer/scoring.js'
import type { Scorer } from '../../core/ports.js'
import type { Part } from '../../core/ranking/parts.js'
import type { Measured } from '../../core/ranking/rank.js'
import type { Reason } from '../../core/ranking/ranking.js'
import type { FeatureTable } from '../../core/ranking/scorer/feature-table.js'
import type { ScorerRecipe } from '../../core/ranking/scorer/scorer-recipe.js'
import { contentWords } from '../../core/text/lexicon.js'
import { InputFault } from '../input-fault.js'
import { createBaselines } from './baselines.js'
import { clickWorth, createFairnessCount } from './fairness.js'
import type { Impression } from './impression-lines.js'
import { type ImpressionsReport, reportImpressions } from './impressions-report.js'
import { listedItems } from './listed-items.js'
import { createVarietyCount, FIRST, firstOf, type VarietyCount } from './variety.js'
import { lastOf, layWalk, type WalkInput } from './walk.js'

/** Parts of the score, by the kinds of their reasons. */
const PARTS: Readonly<Record<string, readonly Reason['kind'][]>> = {
  meaning: ['meaning'],
  content: ['meaning', 'category', 'words'],
}

export interface ImpressionsInput extends WalkInput {
  /** Keep only the last so many of each history. */
  readonly keep?: number
  /** The site's own model, with its part in the score; `withoutScorer` among the baselines is the same without it. */
  readonly scorer?: { readonly scorer: Scorer; readonly recipe: ScorerRecipe }
  /** Told what a scorer is asked about each list. */
  readonly features?: (impression: Impression, table: FeatureTable) => void
}

/** Runs the shipped ranker over every impression of the test and means its figures an impression. */
export async function evaluateImpressions(input: ImpressionsInput): Promise<ImpressionsReport> {
  const { items, fit, test, keep, scorer, features } = input
  const walk = await layWalk(input)
  const meanLength = [...items.values()].reduce((sum, item) => sum + contentWords(itemText(item)).length, 0) / items.size
  const baselines = createBaselines(walk.lexicon, meanLength, walk.prior)
  const scoring = createScoring()
  if (scorer !== undefined) scoring.use(scorer.scorer, scorer.recipe)
  const offered = new Set(test.flatMap(({ shown }) => shown))
  const listed = listedItems(walk, fit, test)
  const bias = positionBias([...fit, ...test])
  const fairness = createFairnessCount(FIRST, (id) => listed(id).popularity)
  const measured = new Map<string, { readonly figures: ImpressionFigures[]; readonly variety: VarietyCount }>()
  const skipped = await walk.each(async ({ impression, ranker, shown, clicked, request }) => {
    const history = lastOf(impression.history, keep)
    const note = (name: string, scores: readonly number[]): void => {
      const figures = measureImpression(scores, clicked)
      if (figures === undefined) throw new RangeError(`${name} gave a score that is no number`)
      const system = measured.get(name) ?? { figures: [], variety: createVarietyCount(offered, listed) }
      measured.set(name, system)
      system.figures.push(figures)
      system.variety.note(firstOf(scores).map((place) => impression.shown[place] ?? ('' as ItemId)), history)
    }
    const plain = request(history)
    if (features !== undefined) features(impression, ranker.features(plain))
    const asked = await scoring.scored(ranker, plain)
    if (scoring.state?.status === 'off') throw new InputFault(`the scorer cannot be used: ${scoring.state.message}`)
    const scored = ranker.measure(asked)
    note('ours', Array.from(scored.relevance))
    const list = ranker.rank(asked).map(({ id }) => id)
    const places = new Map(list.map((id, place) => [id, place]))
    note('list', impression.shown.map((id) => -(places.get(id) ?? 0)))
    fairness.note(shown.map(({ item }) => item), list.slice(0, FIRST), clickWorth(impression, bias))
    if (scorer !== undefined) note('withoutScorer', sumOf(scored, ({ kind }) => kind !== 'scorer'))
    for (const [name, kinds] of Object.entries(PARTS)) note(name, sumOf(scored, ({ kind }) => kinds.includes(kind)))
    const read = history.map(walk.ground.candidate)
    for (const [name, baseline] of Object.entries(baselines)) note(name, baseline(read, shown))
  })
  if (measured.size === 0) throw new InputFault('nothing to measure: in every impression of the test all or nothing was clicked')
  const logged = test.some(({ propensity }) => propensity !== undefined)
  return reportImpressions(measured, skipped, fairness.report({ corrected: logged ? 'logged' : bias.clicks > 0 ? 'estimated' : 'not', ...bias }))
}

/** The sum of some parts of each score. */
function sumOf({ relevance, parts }: Measured, isWanted: (part: Part) => boolean): readonly number[] {
  const wanted = parts.filter(isWanted)
  return Array.from(relevance, (_, i) => wanted.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))
}
