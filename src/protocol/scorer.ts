/** What a scorer's worker is given: ONNX Runtime, the site's graph, and what a sound backend answers. */
export interface ScorerAssets {
  /** ONNX Runtime's wasm binary. */
  readonly runtime: ArrayBuffer
  readonly graph: ArrayBuffer
  /** External data of the graph, under the name that the graph gives it. */
  readonly weights?: { readonly name: string; readonly bytes: ArrayBuffer }
  /** Features that the page will give it a row. */
  readonly features: number
  /** Made-up rows, row-major, and what they come out as where the arithmetic is right. */
  readonly canary: { readonly values: readonly number[]; readonly scores: readonly number[] }
}

/** What the page hands over for a scorer; `model` is its `model.json` (text). */
export type ScorerFiles = Pick<ScorerAssets, 'runtime' | 'graph' | 'weights'> & { readonly model: string }

/** `failed` carries a stable code (`scorer-shape`, `scorer-canary`, `scorer-runtime`) and a sentence. */
export type ScorerStart = { readonly status: 'ready' } | { readonly status: 'failed'; readonly code: string; readonly message: string }

export type ScorerAnswer = { readonly status: 'ok'; readonly scores: Float32Array } | { readonly status: 'failed'; readonly code: string; readonly message: string }

/** What a worker with ONNX Runtime offers besides embedding; a scorer has a worker of its own, so that neither takes the other down. */
export interface ScorerFacade {
  startScorer(assets: ScorerAssets): Promise<ScorerStart>
  /** `values` is row-major, `rows` × features. */
  score(values: Float32Array, rows: number): Promise<ScorerAnswer>
}
