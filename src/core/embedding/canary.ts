import * as v from 'valibot'
import { isWordless } from './wordless.js'

/** A text with the float32 reference vector that every backend must come close to. */
export interface GoldenText {
  readonly text: string
  readonly vector: readonly number[]
}

const GoldenFile = v.object({ items: v.array(v.object({ text: v.string(), vector: v.array(v.number()) })) })

/** No backend is trusted below this cosine to the reference: sound ones reach .998 on the shipped model, broken ones (missing integer products) fall near 0. */
export const CANARY_COSINE = 0.99

/** The longest golden text a canary runs: longer ones would make the start slower without telling more. */
const CANARY_CHARACTERS = 120

/** The texts of a `golden.json` (text) that a canary runs: ordinary, short ones. Undefined where the file is wrong. */
export function readCanary(json: string): readonly GoldenText[] | undefined {
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), GoldenFile), json)
  if (!file.success) return undefined
  const texts = file.output.items.filter(({ text }) => !isWordless(text) && text.length > 1 && text.length <= CANARY_CHARACTERS)
  return texts.length === 0 ? undefined : texts
}

/**
 * The least cosine between the vectors a backend made (row-major, one row a golden text) and their references.
 * NaN counts as −1, so that a backend that returns garbage is never trusted.
 */
export function canaryCosine(golden: readonly GoldenText[], vectors: Float32Array): number {
  let least = 1
  golden.forEach(({ vector: reference }, row) => {
    const dimensions = reference.length
    const cosine = cosineOf(reference, vectors.subarray(row * dimensions, (row + 1) * dimensions))
    least = Math.min(least, Number.isFinite(cosine) ? cosine : -1)
  })
  return golden.length === 0 ? -1 : least
}

function cosineOf(a: readonly number[], b: Float32Array): number {
  let dot = 0
  let aa = 0
  let bb = 0
  a.forEach((x, d) => {
    const y = b[d] ?? NaN
    dot += x * y
    aa += x * x
    bb += y * y
  })
  return dot / Math.sqrt(aa * bb)
}
