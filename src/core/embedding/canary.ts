import * as v from 'valibot'

/** A text with the vector that a sound backend gives it, rounded to a byte a number: the direction counts, not the length. */
export interface CanaryText {
  readonly text: string
  readonly reference: readonly number[]
}

const Rows = v.array(v.array(v.pipe(v.number(), v.finite())))

/** `canary.json`: what each graph gives where its arithmetic is right. A model with one graph has no `webgpu` rows of its own. */
const CanaryFile = v.object({ format: v.literal('hearth-canary'), version: v.literal(1), texts: v.pipe(v.array(v.string()), v.minLength(1)), wasm: Rows, webgpu: v.optional(Rows) })

/**
 * No backend is trusted below this cosine on any text, alone or in a batch. Sound ones reach .9999 (the references are
 * rounded); ONNX Runtime's fused attention on WebGPU, which loses keys past the 32nd, falls to .95 on the long text.
 */
export const CANARY_COSINE = 0.999

/**
 * Characters. Longer texts are there for kernels that lose keys past a tile, which only GPUs have; on WASM they find
 * nothing more, and cost a third of a second at a moment when ONNX Runtime runs on code that is not optimised yet.
 */
const LONGEST_ON_WASM = 100

/** The texts of a `canary.json` (text) with what `backend` must give them. Undefined where the file is wrong. */
export function readCanary(json: string, backend: 'wasm' | 'webgpu'): readonly CanaryText[] | undefined {
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), CanaryFile), json)
  if (!file.success) return undefined
  const { texts, wasm, webgpu } = file.output
  const rows = backend === 'webgpu' ? (webgpu ?? wasm) : wasm
  const dimensions = rows[0]?.length ?? 0
  if (rows.length !== texts.length || dimensions === 0 || rows.some((row) => row.length !== dimensions)) return undefined
  const all = texts.map((text, at) => ({ text, reference: rows[at] ?? [] }))
  const short = all.filter(({ text }) => text.length <= LONGEST_ON_WASM)
  return backend === 'webgpu' || short.length === 0 ? all : short
}

/** The text of a `canary.json`, from the vectors (row-major, one row a text) that the graphs gave on a backend known to be right. */
export function writeCanary(texts: readonly string[], dimensions: number, vectors: { readonly wasm: Float32Array; readonly webgpu?: Float32Array }): string {
  const rows = (all: Float32Array): number[][] => texts.map((_, at) => rounded(all.subarray(at * dimensions, (at + 1) * dimensions)))
  return `${JSON.stringify({ format: 'hearth-canary', version: 1, texts, wasm: rows(vectors.wasm), ...(vectors.webgpu === undefined ? {} : { webgpu: rows(vectors.webgpu) }) })}\n`
}

function rounded(vector: Float32Array): number[] {
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return Array.from(vector, (x) => Math.round((127 * x) / largest))
}

/**
 * The least cosine between the vectors a backend made (row-major, one row a text) and their references.
 * NaN counts as −1, so that a backend that returns garbage is never trusted.
 */
export function canaryCosine(texts: readonly CanaryText[], vectors: Float32Array): number {
  let least = 1
  texts.forEach(({ reference }, row) => {
    const dimensions = reference.length
    const cosine = cosineOf(reference, vectors.subarray(row * dimensions, (row + 1) * dimensions))
    least = Math.min(least, Number.isFinite(cosine) ? cosine : -1)
  })
  return texts.length === 0 ? -1 : least
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
