// How good an encoder's vectors are: `npx tsx src/models/evaluate.ts [--encoder static] [--beside minilm] [--sts FILE] [--mind FOLDER]`,
// FOLDER with items.jsonl, fit.jsonl and test.jsonl. `--encoder`, `--beside`: static, minilm, minilm-l4, or the folder of another
// static table. STS-B: Spearman of cosine and human score. MIND: mean AUC by soft match alone, centred on what was shown on the
// earlier days (RANKING's formula, sharpness 5). With `--beside` also the second encoder's, their cosine to each other, and MIND with
// every second item by the second: each tier centred by its own mean, and both by the second's. The sets are not part of the project.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { scratch } from '../build/paths.js'
import { createNodeEncoder } from '../cli/encoders/node-encoder.js'
import { bytesOf } from '../cli/encoders/shipped-files.js'
import { readCatalogLines } from '../core/catalog/catalog-lines.js'
import { openStaticModel } from '../core/embedding/static-model.js'
import { itemText } from '../core/item.js'
import { measureImpression } from '../core/measurement/impression.js'
import { readPairs } from './sentence-pairs.js'

const { values } = parseArgs({ options: { sts: { type: 'string' }, mind: { type: 'string' }, encoder: { type: 'string', default: 'static' }, beside: { type: 'string' } } })

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

/** A row a text; none where the encoder knows no word of it. */
type Vectors = readonly (Float32Array | undefined)[]

async function embed(name: string, texts: readonly string[]): Promise<Vectors> {
  if (existsSync(join(name, 'static.bin'))) return embedByTable(name, texts)
  const encoder = await createNodeEncoder(name, { cache: join(scratch, 'evaluate-vectors') })
  try {
    const { dimensions } = encoder
    const all = await encoder.embed(texts)
    return texts.map((_, row) => all.subarray(row * dimensions, (row + 1) * dimensions)).map((vector) => (vector.some((x) => x !== 0) ? vector : undefined))
  } finally {
    await encoder.close()
  }
}

function embedByTable(folder: string, texts: readonly string[]): Vectors {
  const opened = openStaticModel(bytesOf(join(folder, 'static.bin')), readFileSync(join(folder, 'vocab.txt'), 'utf8'))
  if (opened.status !== 'ok') throw new Error(opened.message)
  return texts.map((text) => opened.model.embed(text))
}

const average = (numbers: readonly number[]): number => Number((numbers.reduce((sum, x) => sum + x, 0) / numbers.length).toFixed(4))
const cosine = (a: Float32Array | undefined, b: Float32Array | undefined): number => (a === undefined || b === undefined ? 0 : dot(a, b))

async function similarity(file: string, encoder: string, beside: string | undefined): Promise<object> {
  const pairs = readPairs(file)
  const texts = [...pairs.map(({ a }) => a), ...pairs.map(({ b }) => b)]
  const spearman = (made: Vectors): number => Number(correlation(ranks(pairs.map((_, at) => cosine(made[at], made[at + pairs.length]))), ranks(pairs.map(({ score }) => score))).toFixed(4))
  const made = await embed(encoder, texts)
  if (beside === undefined) return { pairs: pairs.length, spearman: spearman(made) }
  const other = await embed(beside, texts)
  return { pairs: pairs.length, spearman: spearman(made), beside: spearman(other), agreement: average(made.map((vector, at) => cosine(vector, other[at]))) }
}

const Impression = v.object({ history: v.array(v.string()), shown: v.array(v.string()), clicked: v.array(v.string()) })

type VectorOf = (id: string) => Float32Array | undefined

async function news(path: string, encoder: string, beside: string | undefined): Promise<object> {
  const { items } = readCatalogLines(readFileSync(join(path, 'items.jsonl'), 'utf8'))
  const texts = new Map<string, string>(items.map((item) => [item.id, itemText(item)]))
  const read = (file: string): readonly v.InferOutput<typeof Impression>[] => readFileSync(join(path, file), 'utf8').trim().split('\n').map((line) => v.parse(Impression, JSON.parse(line)))
  const test = read('test.jsonl')
  const shownBefore = [...new Set(read('fit.jsonl').flatMap(({ shown }) => shown))]
  const ids = [...new Set([...shownBefore, ...test.flatMap(({ history, shown }) => [...history, ...shown])])]
  const places = new Map(ids.map((id, at) => [id, at]))
  const made = await embed(encoder, ids.map((id) => texts.get(id) ?? ''))
  const lookUp = (vectors: Vectors): VectorOf => (id) => vectors[places.get(id) ?? -1]
  const centre = meanOf(shownBefore, lookUp(made))
  const one = centred(centre, lookUp(made))
  if (beside === undefined) return softMatch(test, one)
  const other = await embed(beside, ids.map((id) => texts.get(id) ?? ''))
  const otherCentre = meanOf(shownBefore, lookUp(other))
  const two = centred(otherCentre, lookUp(other))
  const mixed = (first: VectorOf): object => softMatch(test, (id) => ((places.get(id) ?? 0) % 2 === 0 ? two : first)(id))
  return {
    ...softMatch(test, one),
    beside: softMatch(test, two),
    mixed: mixed(one),
    oneCentre: mixed(centred(otherCentre, lookUp(made))),
    agreement: average(made.map((vector, at) => cosine(vector, other[at]))),
    ofMeans: average([dot(centre, otherCentre) / Math.hypot(...centre) / Math.hypot(...otherCentre)]),
  }
}

function meanOf(ids: readonly string[], vectorOf: VectorOf): Float32Array {
  const known = ids.flatMap((id) => vectorOf(id) ?? [])
  const mean = new Float32Array(known[0]?.length ?? 0)
  for (const vector of known) for (let d = 0; d < mean.length; d++) mean[d] = (mean[d] ?? 0) + (vector[d] ?? 0) / known.length
  return mean
}

/** Less a mean, and of length one. */
function centred(mean: Float32Array, vectorOf: VectorOf): VectorOf {
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

function softMatch(test: readonly v.InferOutput<typeof Impression>[], vectorOf: VectorOf): object {
  const aucs = test.flatMap(({ history, shown, clicked }) => {
    const liked = history.flatMap((id) => vectorOf(id) ?? [])
    const scores = shown.map((id) => {
      const vector = vectorOf(id)
      return vector === undefined || liked.length === 0 ? 0 : Math.log(liked.reduce((sum, one) => sum + Math.exp(5 * dot(vector, one)), 0) / liked.length) / 5
    })
    return measureImpression(scores, shown.map((id) => clicked.includes(id))) ?? []
  })
  return { impressions: aucs.length, auc: average(aucs.map(({ auc }) => auc)), ndcg10: average(aucs.map(({ ndcg10 }) => ndcg10)) }
}

const { encoder, beside } = values
process.stdout.write(`${JSON.stringify({ ...(values.sts === undefined ? {} : { sts: await similarity(values.sts, encoder, beside) }), ...(values.mind === undefined ? {} : { mind: await news(values.mind, encoder, beside) }) })}\n`)
