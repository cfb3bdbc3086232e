import type { Embedding } from '../embedding/space.js'
import type { TransformerEncoder } from '../ports.js'
import { keepNewest } from './bounded.js'
import type { Library } from './library.js'

/** Vectors of what a visitor searches for: the transformer's where it runs, else the table's. They stay in memory, the last few. */
export interface Queries {
  embed(query: string, encoder: TransformerEncoder | undefined): Promise<Embedding | undefined>
  /** The last query that no encoder answered in time: the next one like it should find its vector. */
  missed(): string | undefined
  catchUp(encoder: TransformerEncoder): Promise<void>
  /** Vectors are of another encoder from now on. */
  clear(): void
}

const MOST = 50

/** Milliseconds after which a search is ranked by the table's vector; an encoder takes some 5, and as much again as the batch that it is at. */
const PATIENCE_MS = 250

export function createQueries(library: Library): Queries {
  const made = new Map<string, Embedding>()
  let missed: string | undefined

  const ask = async (query: string, encoder: TransformerEncoder, withinMs?: number): Promise<Embedding | undefined> => {
    const answer = await encoder.embed([query], withinMs)
    if (answer.status !== 'ok') missed = query
    const vector = answer.status === 'ok' ? answer.vectors[0] : undefined
    if (vector?.every(Number.isFinite) !== true) return undefined
    const embedding: Embedding = { tier: 'transformer', vector }
    keepNewest(made, query, embedding, MOST)
    return embedding
  }

  return {
    async embed(query, encoder) {
      const known = made.get(query) ?? library.embedQuery(query)
      if (known?.tier === 'transformer' || !library.transforms(query)) return known
      if (encoder === undefined) {
        missed = query
        return known
      }
      // Beside a model that the site brought there is no table to fall back to.
      return (await ask(query, encoder, known === undefined ? undefined : PATIENCE_MS)) ?? known
    },
    missed: () => missed,
    async catchUp(encoder) {
      const query = missed
      if (query === undefined) return
      await ask(query, encoder)
      // Once: where the encoder could not answer it now either, the table's vector has to do.
      missed = undefined
    },
    clear() {
      made.clear()
      missed = undefined
    },
  }
}
