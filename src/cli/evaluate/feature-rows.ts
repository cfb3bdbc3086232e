import { FEATURES } from '../../core/ranking/scorer/features.js'
import type { FeatureTable } from '../../core/ranking/scorer/feature-table.js'
import { beginWholeFile } from '../whole-file.js'
import type { Impression } from './impression-lines.js'

/** Rows to train a scorer on, in a file that appears when it is whole. */
export interface FeatureRows {
  /** One line a candidate: `{"impression","user","item","clicked","features"}`; `impression` is the line of the log, `features` the published vector. */
  add(impression: Impression, table: FeatureTable): void
  finish(): void
  drop(): void
}

export function beginFeatureRows(path: string): FeatureRows {
  const file = beginWholeFile(path)
  return {
    add({ line, user, clicked }, { ids, values }) {
      const rows = ids.map((item, row) => JSON.stringify({ impression: line, user, item, clicked: clicked.has(item) ? 1 : 0, features: Array.from(values.subarray(row * FEATURES.length, (row + 1) * FEATURES.length), exact) }))
      file.add(`${rows.join('\n')}\n`)
    },
    finish: file.finish,
    drop: file.drop,
  }
}

/** Nine digits give a float32 back bit for bit. */
function exact(value: number): number {
  return Number(value.toPrecision(9))
}
