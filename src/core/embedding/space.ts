/** Names a vector space: model hash and dimensions. Vectors of different spaces are never compared. */
export type SpaceId = string & { readonly __brand: 'SpaceId' }

/**
 * Which encoder made a vector. Both tiers live in one space, but each is centred by its own mean before they mix
 * (`static`: the 2 MB table; `transformer`: MiniLM, also what `hearth catalog build` uses).
 */
export type VectorTier = 'static' | 'transformer'

/** A unit vector, float32, with the tier that made it. */
export interface Embedding {
  readonly tier: VectorTier
  readonly vector: Float32Array
}

/** The space id of a model: its name, the first eight hex digits of the SHA-256 of its weights, and its dimensions. */
export function spaceId(name: string, weightsHash: string, dimensions: number): SpaceId {
  return `${name}-${weightsHash.slice(0, 8)}/${dimensions}` as SpaceId
}

/** SHA-256 (first 8 hex digits) of the shipped `minilm.weights`; a test compares it with the file. */
const MINILM_WEIGHTS = '285d68bd'

/** The space of the shipped MiniLM and of the static table distilled into it. */
export const MINILM_SPACE: SpaceId = spaceId('all-MiniLM-L6-v2', MINILM_WEIGHTS, 384)
