import type { Millis } from '../time.js'
import { fitNeighbours, type FitOptions } from './fit-neighbours.js'
import { interactionMatrix, type Interaction } from './interaction-matrix.js'
import type { Prior, PriorSource } from './prior.js'

/** Fits popularity and neighbours to interactions that ended at `at`. */
export function fitPrior(interactions: Iterable<Interaction>, at: Millis, { source = 'public', ...fit }: FitOptions & { readonly source?: PriorSource } = {}): Prior {
  const matrix = interactionMatrix(interactions)
  const total = matrix.columns.reduce((sum, column) => sum + column.length, 0)
  const shown = matrix.users
  return {
    source,
    // Every user might have turned to every item: the rate is the density of the matrix.
    popularity: { at, rate: total / Math.max(1, matrix.users * matrix.items.length), shown, counts: new Map(matrix.items.map((item, i) => [item, { clicks: matrix.columns[i]?.length ?? 0, shown }])) },
    neighbours: fitNeighbours(matrix, fit),
    known: new Set(matrix.items),
  }
}
