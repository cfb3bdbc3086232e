import type { SpaceId } from '../../core/embedding/space.js'
import type { EncoderRecipe } from '../../core/embedding/encoder-recipe.js'
import type { ScorerRecipe } from '../../core/ranking/scorer/scorer-recipe.js'

/** A tensor that a graph takes or gives; a dimension that the model leaves open has a name. */
export interface Port {
  readonly name: string
  readonly type: string
  readonly shape: readonly (number | string)[]
}

/** What `hearth model check` answers. */
export interface ModelCheck {
  readonly ok: boolean
  readonly kind: 'encoder' | 'scorer'
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** Numbers in a vector, or features that a scorer takes. */
  readonly dimensions: number
  readonly bytes: number
  /** The least cosine between the same input alone and in a batch, and on WebGPU to what WASM gave; null where it was not tried. */
  readonly canary: { readonly wasm: number | null; readonly webgpu: number | null }
  /** Why `canary.webgpu` is null. */
  readonly webgpu?: string
  /** Median of one text of 16 tokens, or of one item, on WASM, one thread. */
  readonly latencyMs: number | null
  readonly space?: SpaceId
  readonly recipe?: EncoderRecipe
  /** An encoder's vectors are bit for bit the same alone and in a batch; catalogs are built one text at a time where they are not. */
  readonly exact?: boolean
  /** Which features a scorer takes, what its answer weighs, and its canary. */
  readonly scorer?: ScorerRecipe
  /** What is wrong, and what to do about it. */
  readonly problems: readonly string[]
  /** What works, but not as well as it could. */
  readonly remarks?: readonly string[]
}

/** A check that stops here. */
export class ModelProblem extends Error {
  override readonly name = 'ModelProblem'
}

/** The middle of some times, to a hundredth of a millisecond. */
export async function medianMs(run: () => Promise<unknown>, times = 9): Promise<number> {
  await run()
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    const begin = performance.now()
    await run()
    taken.push(performance.now() - begin)
  }
  return Math.round((taken.sort((a, b) => a - b)[times >> 1] ?? NaN) * 100) / 100
}
