/** What a batch holds at the most: memory and the time until the next pause grow with it. */
export interface BatchSize {
  readonly texts: number
  /** Padding counted; a longer text goes alone. */
  readonly tokens: number
}

/** Longest over shortest text of a batch that is padded: what is padded never costs more than what is not. */
const MOST_SPREAD = 2

/**
 * Groups texts for the transformer, shortest first.
 *
 * Only texts of equal length in tokens share a batch, so that no work is wasted and no neighbour changes a text's vector;
 * where the graph takes padding (`padded`), texts of like length share one.
 *
 * @param lengths tokens of each text
 * @returns positions in `lengths`, each exactly once; ties keep their order
 */
export function planBatches(lengths: readonly number[], most: BatchSize, padded = false): readonly (readonly number[])[] {
  const sorted = lengths.map((length, position) => ({ length, position })).sort((a, b) => a.length - b.length)
  const batches: { readonly shortest: number; readonly positions: number[] }[] = []
  for (const { length, position } of sorted) {
    const last = batches.at(-1)
    const count = (last?.positions.length ?? 0) + 1
    const fits = last !== undefined && count <= most.texts && count * length <= most.tokens && length <= last.shortest * (padded ? MOST_SPREAD : 1)
    if (fits) last.positions.push(position)
    else batches.push({ shortest: length, positions: [position] })
  }
  return batches.map(({ positions }) => positions)
}
