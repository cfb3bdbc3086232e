import type { Unavailable } from '../answer.js'
import type { ItemId } from '../item.js'
import type { Scorer } from '../ports.js'
import type { RankRequest } from '../ranking/rank-request.js'
import type { Ranker } from '../ranking/rank.js'
import { FEATURES, featurePlaces } from '../ranking/scorer/features.js'
import type { FeatureTable } from '../ranking/scorer/feature-table.js'
import type { ScorerRecipe } from '../ranking/scorer/scorer-recipe.js'

/** Whether the site's own model has a part in the score, or why not. Codes: `scorer-output`, `scorer-slow`, `scorer-ended` and those of its start. `held`: on purpose, to save the visitor's data, battery or memory. */
export type ScorerUse = { readonly status: 'on'; readonly features: number; readonly weight: number } | { readonly status: 'off'; readonly code: string; readonly message: string; readonly held?: true }

/** The site's own model in the ranking: asked once a ranking, left out for good once it answers what cannot be used. */
export interface Scoring {
  use(scorer: Scorer | undefined, recipe: ScorerRecipe): ScorerUse
  /** The request with the model's answers in it; as it is where there is no model, or none that can be used any more. */
  scored(ranker: Ranker, request: RankRequest): Promise<RankRequest>
  readonly state: ScorerUse | undefined
}

/** A model that is late so often in a row is too slow for this device: an order must not wait for it. */
const MOST_LATE = 2

export function createScoring(): Scoring {
  let running: { readonly scorer: Scorer; readonly places: readonly number[]; readonly weight: number } | undefined
  let state: ScorerUse | undefined
  let late = 0

  const off = (code: string, message: string): ScorerUse => {
    running = undefined
    return (state = { status: 'off', code, message })
  }

  const failed = ({ code, message }: Unavailable): void => {
    late += 1
    // One late answer may be the device's; anything else will not mend itself.
    if (code !== 'scorer-slow' || late >= MOST_LATE) off(code, message)
  }

  return {
    get state() {
      return state
    },
    use(scorer, { features, weight }) {
      const places = featurePlaces(features)
      late = 0
      if (scorer === undefined) return off('scorer-ended', 'The scorer’s worker ended; the page is ranked without it.')
      if ('unknown' in places) return off('scorer-features', `The scorer takes a feature "${places.unknown}", which is not published.`)
      running = { scorer, places, weight }
      return (state = { status: 'on', features: places.length, weight })
    },
    async scored(ranker, request) {
      if (running === undefined) return request
      const { scorer, places, weight } = running
      const table = ranker.features(request)
      if (table.ids.length === 0) return request
      const answer = await scorer.score(pick(table, places), table.ids.length)
      if (answer.status !== 'ok') {
        failed(answer)
        return request
      }
      const wrong = faultOf(answer.scores, table.ids.length)
      if (wrong !== undefined) {
        off('scorer-output', wrong)
        return request
      }
      late = 0
      return { ...request, scorer: { scores: new Map(table.ids.map((id, row): [ItemId, number] => [id, answer.scores[row] ?? 0])), weight } }
    },
  }
}

/** The columns that a model takes, in its order, row-major. */
export function pick({ ids, values }: FeatureTable, places: readonly number[]): Float32Array {
  const picked = new Float32Array(ids.length * places.length)
  for (let row = 0; row < ids.length; row++) places.forEach((place, k) => (picked[row * places.length + k] = values[row * FEATURES.length + place] ?? 0))
  return picked
}

/** What is wrong with a model's answer; undefined where it can be used. */
export function faultOf(scores: Float32Array, rows: number): string | undefined {
  if (scores.length !== rows) return `The scorer gave ${scores.length} scores for ${rows} items; the page is ranked without it.`
  if (!scores.every(Number.isFinite)) return 'The scorer gave NaN or infinity; the page is ranked without it.'
  return undefined
}
