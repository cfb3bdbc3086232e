/** An encoder's files, the graphs by the backend that runs them. */
interface EncoderPaths {
  readonly wasm: string
  readonly webgpu: string
  /** External data of both graphs, which know it by its file's name. */
  readonly weights: string
  readonly tokenizer: string
  readonly canary: string
}

/** The shipped encoders, both of one space. */
export type ShippedEncoder = 'minilm' | 'minilm-l4'

const encoderIn = (folder: string): EncoderPaths => ({
  wasm: `${folder}/minilm-int.onnx`,
  webgpu: `${folder}/minilm-fp.onnx`,
  weights: `${folder}/minilm.weights`,
  tokenizer: 'models/minilm/tokenizer.json',
  canary: `${folder}/canary.json`,
})

/**
 * The shipped model files, as paths under `dist/assets/`, grouped by what needs them. The client fetches a group
 * when its tier starts; the build copies them there and puts their hashes into what fetches them.
 */
export const SHIPPED = {
  /** The static table: with the first ranking. */
  static: { model: 'models/static/static.bin', vocab: 'models/static/vocab.txt' },
  /** ONNX Runtime: one WASM thread, and WebGPU through JavaScript Promise Integration (`WebAssembly.Suspending`). */
  runtime: { wasm: 'ort/ort-wasm-simd-threaded.wasm', webgpu: 'ort/ort-wasm-simd-threaded.jspi.wasm' },
  /** MiniLM's six layers: what catalogs are built with, where it costs no visitor anything. */
  minilm: encoderIn('models/minilm'),
  /** Four of them, taught to give the vectors of all six, and a word table half as long: what a page fetches. */
  'minilm-l4': encoderIn('models/minilm-l4'),
}

/** What a page fetches where its site asks for nothing else. */
export const PAGE_ENCODER: ShippedEncoder = 'minilm-l4'

export function isShippedEncoder(name: string | undefined): name is ShippedEncoder {
  return name === 'minilm' || name === 'minilm-l4'
}

/** The last part of a path: the name by which a graph knows its weights. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
