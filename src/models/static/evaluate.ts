// How good the static table is: `npx tsx src/models/static/evaluate.ts [--sts stsb-en-dev.csv] [--mind FOLDER [--tiers]]`, FOLDER
// with items.jsonl, fit.jsonl and test.jsonl. STS-B: Spearman of cosine and human score. MIND: mean AUC by soft match alone,
// centred on what was shown on the earlier days (RANKING's formula, sharpness 5); `--tiers`: also with the transformer's vectors,
// and with these for every second item, each tier centred by its own mean. The sets are not part of the project.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { scratch } from '../../build/paths.js'
import { createNodeEncoder } from '../../cli/encoders/node-encoder.js'
import { bytesOf, shippedFile } from '../../cli/encoders/shipped-files.js'
import { readCatalogLines } from '../../core/catalog/catalog-lines.js'
import { SHIPPED } from '../../core/embedding/shipped.js'
import { openStaticModel, type StaticModel } from '../../core/embedding/static-model.js'
import { itemText } from '../../core/item.js'
import { measureImpression } from '../../core/measurement/impression.js'
import { readPairs } from '../sentence-pairs.js'

const { values } = parseArgs({ options: { sts: { type: 'string' }, mind: { type: 'string' }, model: { type: 'string' }, tiers: { type: 'boolean' } } })
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

type Vectors = (id: string) => Float32Array | undefined

async function news(path: string, { embed }: StaticModel, tiers: boolean): Promise<object> {
  const { items } = readCatalogLines(readFileSync(join(path, 'items.jsonl'), 'utf8'))
  const texts = new Map<string, string>(items.map((item) => [item.id, itemText(item)]))
  const read = (file: string): readonly v.InferOutput<typeof Impression>[] => readFileSync(join(path, file), 'utf8').trim().split('\n').map((line) => v.parse(Impression, JSON.parse(line)))
  const test = read('test.jsonl')
  const shownBefore = [...new Set(read('fit.jsonl').flatMap(({ shown }) => shown))]
  const ids = [...new Set([...shownBefore, ...test.flatMap(({ history, shown }) => [...history, ...shown])])]
  const fromTable = centred(shownBefore, (id) => embed(texts.get(id) ?? ''))
  const alone = softMatch(test, fromTable)
  if (!tiers) return alone
  const made = await transformerVectors(ids.map((id) => texts.get(id) ?? ''))
  const places = new Map(ids.map((id, at) => [id, at]))
  const fromTransformer = centred(shownBefore, (id) => made[places.get(id) ?? -1])
  const mixed = softMatch(test, (id) => ((places.get(id) ?? 0) % 2 === 0 ? fromTransformer : fromTable)(id))
  return { ...alone, mixed, transformer: softMatch(test, fromTransformer) }
}

async function transformerVectors(texts: readonly string[]): Promise<readonly Float32Array[]> {
  const encoder = await createNodeEncoder('minilm', { cache: join(scratch, 'evaluate-vectors') })
  try {
    const all = await encoder.embed(texts)
    return texts.map((_, row) => all.subarray(row * encoder.dimensions, (row + 1) * encoder.dimensions))
  } finally {
    await encoder.close()
  }
}

/** Less the mean over `around`, and of length one. */
function centred(around: readonly string[], vectorOf: Vectors): Vectors {
  const known = around.flatMap((id) => vectorOf(id) ?? [])
  const mean = new Float32Array(model.dimensions)
  for (const vector of known) for (let d = 0; d < mean.length; d++) mean[d] = (mean[d] ?? 0) + (vector[d] ?? 0) / known.length
  const seen = new Map<string, Float32Array | undefined>()
  return (id) => {
    if (!seen.has(id)) {
      const raw = vectorOf(id)?.map((x, d) => x - (mean[d] ?? 0))
      const length = raw === undefined ? 0 : Math.hypot(...raw)
      seen.set(id, length > 0 ? raw?.map((x) => x / length) : undefined)
    }
    return seen.get(id)
  }
}

function softMatch(test: readonly v.InferOutput<typeof Impression>[], vectorOf: Vectors): object {
  const aucs = test.flatMap(({ history, shown, clicked }) => {
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

process.stdout.write(`${JSON.stringify({ ...(values.sts === undefined ? {} : { sts: similarity(values.sts) }), ...(values.mind === undefined ? {} : { mind: await news(values.mind, model, values.tiers === true) }) })}\n`)
