import type { ScorerRecipe } from '../core/ranking/scorer/scorer-recipe.js'
import { readScorer } from '../core/ranking/scorer/scorer-recipe.js'
import type { ScorerFiles } from '../protocol/scorer.js'
import { createRemoteScorer, type RemoteScorer } from './remote-scorer.js'

type Attached = { readonly status: 'on'; readonly scorer: RemoteScorer; readonly recipe: ScorerRecipe } | { readonly status: 'off'; readonly code: string; readonly message: string }

/** Reads what the site says of its scorer, and starts it at the other end of the port. */
export async function attachScorer(port: MessagePort, { model, runtime, graph, weights }: ScorerFiles): Promise<Attached> {
  const read = readScorer(model)
  const scorer = createRemoteScorer(port)
  if (read.status === 'bad') {
    scorer.end()
    return { status: 'off', code: 'scorer-model', message: read.message }
  }
  const { features, canary } = read.recipe
  const started = await scorer.start({ runtime, graph, ...(weights === undefined ? {} : { weights }), features: features.length, canary })
  if (started.status === 'ready') return { status: 'on', scorer, recipe: read.recipe }
  scorer.end()
  return { status: 'off', code: started.code, message: started.message }
}
