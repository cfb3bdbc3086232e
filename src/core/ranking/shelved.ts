import type { Embedding } from '../embedding/space.js'
import type { Item } from '../item.js'
import type { SparseVector } from '../text/sparse-vector.js'

/** An item made ready for scoring. */
export interface Shelved {
  /** Place of its vector in the pool; −1 without one. */
  readonly index: number
  readonly item: Item
  /** Centred unit vector; absent where there is none, or none that is finite. */
  readonly vector?: Float32Array
  readonly words: SparseVector
}

/** Makes an item ready, or finds it as it was made ready before. Its words are told by its text where they are not given. */
export type Place = (item: Item, embedding?: Embedding, words?: SparseVector) => Shelved
