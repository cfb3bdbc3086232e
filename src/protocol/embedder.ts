/**
 * What the personalizer says to the embedder, over one MessagePort. The embedder holds ONNX Runtime, has no database
 * and no network; ending its worker gives its memory back and loses nothing.
 */
export interface EmbedderAssets {
  /** ONNX Runtime's wasm binary. */
  readonly runtime: ArrayBuffer
  /** The graph for the backend asked for (`minilm-int.onnx` on wasm, `minilm-fp.onnx` on webgpu). */
  readonly graph: ArrayBuffer
  /** External data of both graphs. */
  readonly weights: ArrayBuffer
  /** `tokenizer.json`, as text. */
  readonly tokenizer: string
  /** Golden texts and float32 reference vectors (`golden.json`, as text): no backend is trusted before they come out right. */
  readonly golden: string
}

export type EmbedderBackend = 'wasm' | 'webgpu'

/** `failed` carries a stable code (`canary`, `no-adapter`, `runtime`, `model`) and a sentence. */
export type EmbedderStart =
  | { readonly status: 'ready'; readonly backend: EmbedderBackend; readonly dimensions: number; readonly canaryCosine: number }
  | { readonly status: 'failed'; readonly code: string; readonly message: string }

/** `vectors` is row-major float32, `texts.length` × dimensions; the row of an empty text is zeros and listed in `empty`. */
export type EmbedderAnswer =
  | { readonly status: 'ok'; readonly vectors: Float32Array; readonly empty: readonly number[] }
  | { readonly status: 'failed'; readonly code: string; readonly message: string }

/** The facade exposed by the embedder worker (Comlink over the port). */
export interface EmbedderFacade {
  start(backend: EmbedderBackend, assets: EmbedderAssets): Promise<EmbedderStart>
  embed(texts: readonly string[]): Promise<EmbedderAnswer>
}
