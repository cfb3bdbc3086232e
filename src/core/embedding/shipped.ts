/**
 * The shipped model files, as paths under `dist/assets/`, grouped by what needs them. The client fetches a group
 * when its tier starts; the build copies them there and puts their hashes into what fetches them.
 */
export const SHIPPED = {
  /** The static table: with the first ranking. */
  static: { model: 'models/static/static.bin', vocab: 'models/static/vocab.txt' },
  /** MiniLM on one WASM thread. */
  wasm: {
    runtime: 'ort/ort-wasm-simd-threaded.wasm',
    graph: 'models/minilm/minilm-int.onnx',
    weights: 'models/minilm/minilm.weights',
    tokenizer: 'models/minilm/tokenizer.json',
    canary: 'models/minilm/canary.json',
  },
  /** MiniLM on WebGPU, through JavaScript Promise Integration (`WebAssembly.Suspending`). */
  webgpu: {
    runtime: 'ort/ort-wasm-simd-threaded.jspi.wasm',
    graph: 'models/minilm/minilm-fp.onnx',
    weights: 'models/minilm/minilm.weights',
    tokenizer: 'models/minilm/tokenizer.json',
    canary: 'models/minilm/canary.json',
  },
} as const
