import type { Embedding } from '../embedding/space.js'
import type { Item } from '../item.js'

/** An item that can be ranked, with its vector where one is known. */
export interface Candidate {
  readonly item: Item
  readonly embedding?: Embedding
}
