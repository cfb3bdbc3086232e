import type { Embedding } from '../../core/embedding/space.js'
import { type Item, type ItemId, itemText } from '../../core/item.js'
import { fitAppeal, type ShownList } from '../../core/prior/fit-appeal.js'
import { createRanker } from '../../core/ranking/rank.js'
import { createShelf } from '../../core/ranking/shelf.js'
import type { Candidate, OpenedPrior } from '../../core/ranking/candidate.js'
import type { Lexicon } from '../../core/text/lexicon.js'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { type EvaluationGround, entriesOf } from './ground.js'
import type { Impression } from './impression-lines.js'

/** Share of the visitor's own score in the fit: as logits, half of what it is in standard deviations. */
const OWN_SCORE = 0.5

/**
 * What the lists shown before the test say of items in general. The visitors' own scores in them come from the static table,
 * so that nothing but the items shown needs a transformer's vector.
 */
export async function appealOf(fit: readonly Impression[], items: ReadonlyMap<ItemId, Item>, ground: EvaluationGround, lexicon: Lexicon): Promise<OpenedPrior['appeal']> {
  const telling = fit.filter(({ history, clicked, shown }) => history.length > 0 && clicked.size > 0 && clicked.size < shown.length)
  if (telling.length === 0) return undefined
  const quick = await staticCandidates(telling, items)
  const ranker = createRanker({ centre: { static: quick.mean, transformer: quick.mean }, lexicon })
  const shelf = createShelf(ground.centre, lexicon)
  const lists = telling.map((impression): ShownList => {
    const candidates = impression.shown.map(quick.candidate)
    const { relevance } = ranker.measure({ candidates, history: entriesOf(impression.history, impression.at, quick.candidate) })
    return {
      own: relevance.map((score) => OWN_SCORE * score),
      clicked: impression.shown.map((id) => impression.clicked.has(id)),
      vectors: impression.shown.map((id) => {
        const { item, embedding } = ground.candidate(id)
        return shelf.place(item, embedding).vector
      }),
    }
  })
  return fitAppeal(lists, ground.centre.transformer.length)
}

async function staticCandidates(fit: readonly Impression[], items: ReadonlyMap<ItemId, Item>) {
  const encoder = await createNodeEncoder('static')
  const shown = new Set(fit.flatMap((impression) => impression.shown))
  const ids = [...new Set([...shown, ...fit.flatMap(({ history }) => history)])].filter((id) => items.has(id))
  const vectors = await encoder.embed(ids.map((id) => itemText(items.get(id) ?? { id, title: '' })))
  await encoder.close()
  const mean = new Float32Array(encoder.dimensions)
  const known = new Map<ItemId, Candidate>()
  ids.forEach((id, row) => {
    const vector = vectors.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions)
    const embedding: Embedding = { tier: 'static', vector }
    known.set(id, { item: items.get(id) ?? { id, title: '' }, ...(vector.some((value) => value !== 0) ? { embedding } : {}) })
    if (shown.has(id)) vector.forEach((value, d) => (mean[d] = (mean[d] ?? 0) + value / shown.size))
  })
  return { mean, candidate: (id: ItemId): Candidate => known.get(id) ?? { item: { id, title: '' } } }
}
