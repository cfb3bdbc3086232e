import type { EncoderRecipe } from '../core/embedding/encoder-recipe.js'

/**
 * What the personalizer says to the embedder, over one MessagePort. The embedder holds ONNX Runtime, has no database
 * and no network; ending its worker gives its memory back and loses nothing.
 */
export interface EmbedderAssets {
  /** ONNX Runtime's wasm binary. */
  readonly runtime: ArrayBuffer
  /** The graph for the backend asked for: integer products on wasm, floating point on webgpu. */
  readonly graph: ArrayBuffer
  /** External data of the graph, where it has any, under the name that the graph gives it. */
  readonly weights?: { readonly name: string; readonly bytes: ArrayBuffer }
  /** `tokenizer.json`, as text. */
  readonly tokenizer: string
  /** Texts and what a sound backend gives them (`canary.json`, as text): no backend is trusted before they come out right. */
  readonly canary: string
  /** How the graph is used; the shipped encoders' way where it is left out. */
  readonly recipe?: EncoderRecipe
}

/** What the page hands over for an embedder: with the site's own model comes its `model.json` (text), which says how it is used. */
export type EmbedderFiles = Omit<EmbedderAssets, 'recipe'> & { readonly model?: string }

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
