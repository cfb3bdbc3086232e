// How good the static table is: `npx tsx src/models/static/evaluate.ts [--sts stsb-en-dev.csv] [--mind FOLDER]`, FOLDER with
// items.jsonl, fit.jsonl and test.jsonl. STS-B: Spearman of cosine and human score. MIND: mean AUC by soft match alone, centred
// on what was shown on the earlier days (RANKING's formula, sharpness 5). The sets are not part of the project.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { bytesOf, shippedFile } from '../../cli/encoders/shipped-files.js'
import { readCatalogLines } from '../../core/catalog/catalog-lines.js'
import { SHIPPED } from '../../core/embedding/shipped.js'
import { openStaticModel, type StaticModel } from '../../core/embedding/static-model.js'
import { itemText } from '../../core/item.js'
import { measureImpression } from '../../core/measurement/impression.js'
import { readPairs } from '../sentence-pairs.js'

const { values } = parseArgs({ options: { sts: { type: 'string' }, mind: { type: 'string' }, model: { type: 'string' } } })
const folder = values.model
const opened = openStaticModel(bytesOf(folder === undefined ? shippedFile(SHIPPED.static.model) : join(folder, 'static.bin')), readFileSync(folder === undefined ? shippedFile(SHIPPED.static.vocab) : join(folder, 'vocab.txt'), 'utf8'))
if (opened.status !== 'ok') throw new Error(opened.message)
const { model } = opened

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, x, d) => sum + x * (b[d] ?? 0), 0)

/** Places from 1, ties share their mean. */
function ranks(scores: readonly number[]): readonly number[] {
  const order = scores.map((_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  const out = new Array<number>(scores.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++
    for (let i = from; i < to; i++) out[order[i] ?? 0] = (from + to + 1) / 2
    from = to
  }
  return out
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, y) => sum + y, 0) / x.length
  const [ma, mb] = [mean(a), mean(b)]
  const [da, db] = [a.map((x) => x - ma), b.map((x) => x - mb)]
  return dot(da, db) / Math.sqrt(dot(da, da) * dot(db, db))
}

function similarity(file: string): object {
  const pairs = readPairs(file)
  const zeros = new Float32Array(model.dimensions)
  const cosines = pairs.map(({ a, b }) => dot(model.embed(a) ?? zeros, model.embed(b) ?? zeros))
  return { pairs: pairs.length, spearman: Number(correlation(ranks(cosines), ranks(pairs.map(({ score }) => score))).toFixed(4)) }
}

const Impression = v.object({ history: v.array(v.string()), shown: v.array(v.string()), clicked: v.array(v.string()) })

function news(path: string, { embed, dimensions }: StaticModel): object {
  const { items } = readCatalogLines(readFileSync(join(path, 'items.jsonl'), 'utf8'))
  const texts = new Map<string, string>(items.map((item) => [item.id, itemText(item)]))
  const read = (file: string): readonly v.InferOutput<typeof Impression>[] => readFileSync(join(path, file), 'utf8').trim().split('\n').map((line) => v.parse(Impression, JSON.parse(line)))
  const shownBefore = [...new Set(read('fit.jsonl').flatMap(({ shown }) => shown))].flatMap((id) => embed(texts.get(id) ?? '') ?? [])
  const mean = new Float32Array(dimensions)
  for (const vector of shownBefore) for (let d = 0; d < dimensions; d++) mean[d] = (mean[d] ?? 0) + (vector[d] ?? 0) / shownBefore.length
  const centred = new Map<string, Float32Array | undefined>()
  const vectorOf = (id: string): Float32Array | undefined => {
    if (!centred.has(id)) {
      const raw = embed(texts.get(id) ?? '')?.map((x, d) => x - (mean[d] ?? 0))
      const length = raw === undefined ? 0 : Math.hypot(...raw)
      centred.set(id, length > 0 ? raw?.map((x) => x / length) : undefined)
    }
    return centred.get(id)
  }
  const aucs = read('test.jsonl').flatMap(({ history, shown, clicked }) => {
    const liked = history.flatMap((id) => vectorOf(id) ?? [])
    const scores = shown.map((id) => {
      const vector = vectorOf(id)
      return vector === undefined || liked.length === 0 ? 0 : Math.log(liked.reduce((sum, one) => sum + Math.exp(5 * dot(vector, one)), 0) / liked.length) / 5
    })
    return measureImpression(scores, shown.map((id) => clicked.includes(id))) ?? []
  })
  const average = (of: (one: (typeof aucs)[number]) => number): number => Number((aucs.reduce((sum, one) => sum + of(one), 0) / aucs.length).toFixed(4))
  return { impressions: aucs.length, auc: average(({ auc }) => auc), ndcg10: average(({ ndcg10 }) => ndcg10) }
}

process.stdout.write(`${JSON.stringify({ ...(values.sts === undefined ? {} : { sts: similarity(values.sts) }), ...(values.mind === undefined ? {} : { mind: news(values.mind, model) }) })}\n`)
