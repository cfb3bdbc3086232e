import { canaryHolds } from '../core/ranking/scorer/scorer-recipe.js'
import type { ScorerAssets, ScorerFacade } from '../protocol/scorer.js'
import { openSession, type OrtModule } from './onnx-runtime.js'
import { type OnnxScorer, scorerOver } from './onnx-scorer.js'

/** A site's scorer on one WASM thread. Trusted only after its canary came out right; nothing here throws across the boundary. */
export function createScorer(ort: OrtModule): ScorerFacade {
  let running: OnnxScorer | undefined

  const failed = (code: string, message: string) => ({ status: 'failed', code, message }) as const

  return Object.freeze({
    async startScorer({ runtime, graph, weights, features, canary }: ScorerAssets) {
      try {
        const scorer = scorerOver(ort, await openSession(ort, 'wasm', { runtime, graph, ...(weights === undefined ? {} : { weights }) }))
        if (scorer.features !== features) return failed('scorer-shape', `The scorer takes ${scorer.features} features, where its model.json names ${features}. Add the model again.`)
        const scores = await scorer.run(Float32Array.from(canary.values), canary.scores.length)
        if (!canaryHolds(canary.scores, scores)) return failed('scorer-canary', 'The scorer’s canary comes out wrong on this device, so it is not used.')
        running = scorer
        return { status: 'ready' } as const
      } catch (error) {
        return failed('scorer-runtime', `The scorer does not start (${describe(error)}). Look at it with "hearth model check".`)
      }
    },
    async score(values: Float32Array, rows: number) {
      if (running === undefined) return failed('scorer-ended', 'Start the scorer first.')
      try {
        return { status: 'ok', scores: await running.run(values, rows) } as const
      } catch (error) {
        // The runtime's own words may name what it was given: they stay here.
        return failed('scorer-output', `The scorer failed (${error instanceof Error ? error.name : 'unknown'}); the page is ranked without it.`)
      }
    },
  })
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
